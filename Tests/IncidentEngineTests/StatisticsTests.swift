import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// Figures over past incidents.
struct StatisticsTests {
    private typealias Spread = IncidentStatistics.Spread

    private static let start = Timestamp(milliseconds: 1_763_672_400_000)
    private static let target = Fixtures.checkout

    @Test(
        arguments: [
            ([5], 5, 5), ([1, 3], 2, 3), ([3, 1, 2], 2, 3), ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5.5, 9),
            ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 6, 10),
        ] as [([Int], Double, Int)])
    func medianAndP90(seconds: [Int], median: Double, p90: Int) {
        let spread = Spread(seconds.map { .seconds($0) })
        #expect(spread?.median == .seconds(median))
        #expect(spread?.p90 == .seconds(p90))
        #expect(spread?.count == seconds.count)
        #expect(Spread([]) == nil)
    }

    private static func move(
        _ command: String, _ before: Routing, _ after: Routing, incident: String? = nil, at: Int, phase: ActionPhase = .verified
    ) -> EventDraft {
        EventDraft(
            time: start + .seconds(at), actor: "jo", kind: .aliasMove, incident: incident, phase: phase, action: "ACT-\(at)",
            command: command, target: target, before: before, after: after)
    }

    private static func events(_ drafts: [EventDraft]) -> [Event] {
        drafts.enumerated().map { Event(seq: $0.offset + 1, draft: $0.element, previous: "", hash: "") }
    }

    private static func statistics(_ drafts: [EventDraft], also: [VersionChange] = []) -> IncidentStatistics {
        let events = events(drafts)
        return IncidentStatistics(incidents: IncidentReducer.reduce(events), events: events, also: also)
    }

    private static func life(_ id: String, from: Int, rollback: (Routing, Routing)?, until: Int) -> [EventDraft] {
        func by(_ at: Int) -> IncidentDrafts.Author { .init(actor: "jo", time: start + .seconds(at)) }
        var drafts = [
            IncidentDrafts.declare(
                id, .sev1, targets: [target], reason: "", impactStart: start + .seconds(from),
                detectedAt: start + .seconds(from + 60), by: by(from + 90)),
            IncidentDrafts.acknowledge(id, by: by(from + 120)),
        ]
        if let rollback {
            drafts.append(move("rollback", rollback.0, rollback.1, incident: id, at: from + 200, phase: .intent))
            var verified = move("rollback", rollback.0, rollback.1, incident: id, at: from + 202)
            verified.action = "ACT-\(from + 200)"
            drafts.append(verified)
        }
        return drafts + [IncidentDrafts.resolve(id, text: "", by: by(until))]
    }

    @Test("a version is one change however many steps it took, and back is none")
    func changesAreCounted() {
        let six = Routing(pointer: "6")
        let canary = Routing(pointer: "6", weights: ["7": 0.2])
        let seven = Routing(pointer: "7")
        let eight = Routing(pointer: "8")
        let drafts =
            [Self.move("shift", six, canary, at: 10), Self.move("promote", canary, seven, at: 20)]
            + Self.life("INC-1", from: 1000, rollback: (seven, six), until: 1600)
            + [Self.move("undo", six, seven, at: 2000), Self.move("rollback", seven, six, at: 2100)]
            + [
                Self.move("shift", six, eight, at: 3000),
                Self.move("shift", six, Routing(pointer: "9"), at: 3100, phase: .notApplied),
            ]
            + Self.life("INC-2", from: 4000, rollback: nil, until: 4100)
        let made = Self.statistics(drafts)
        #expect(made.changes == 2)
        #expect(made.failedChanges == 1)
        #expect(made.changeFailureRate == 0.5)
        #expect(made.past == 2)
        #expect(made.contain == Spread([.seconds(2)]))
        #expect(made.restore == Spread([.seconds(600), .seconds(100)]))
        #expect(made.restoreAfterChange == Spread([.seconds(600)]))
        #expect(made.detect == Spread([.seconds(60), .seconds(60)]))
    }

    @Test("a version that somebody else brought is known by being taken away; others must be told")
    func changesOfOthers() {
        let canary = Routing(pointer: "6", weights: ["7": 0.2])
        let drafts = Self.life("INC-1", from: 1000, rollback: (canary, Routing(pointer: "6")), until: 1600)
        #expect(Self.statistics(drafts).changes == 1)
        #expect(Self.statistics(drafts).changeFailureRate == 1)
        let also = [
            VersionChange(target: Self.target, version: "6", at: Self.start),
            VersionChange(target: Self.target, version: "7", at: Self.start),
        ]
        #expect(Self.statistics(drafts, also: also).changeFailureRate == 0.5)
    }

    @Test func aFailedDeploymentIsAFailedChange() {
        var drafts = Self.life("INC-1", from: 1000, rollback: nil, until: 1600)
        let deployment = Deployment(
            id: "d-1", application: "a", group: "g", status: .stopped, target: Self.target, currentVersion: "6",
            targetVersion: "7", createdAt: Self.start, errorCode: "ALARM_ACTIVE")
        drafts.insert(
            IncidentDrafts.deploymentEnded(
                "INC-1", deployment, at: Self.start + .seconds(900),
                by: .init(actor: "flipback", time: Self.start + .seconds(1100))),
            at: 1)
        let made = Self.statistics(drafts)
        #expect(made.changes == 1 && made.failedChanges == 1)
        #expect(made.restoreAfterChange?.count == 1)
    }

    @Test("open incidents have no part in the clocks, and no change is no rate")
    func emptyAndOpen() {
        #expect(Self.statistics([]).changeFailureRate == nil)
        let open = Self.statistics(Array(Self.life("INC-1", from: 1000, rollback: nil, until: 1600).dropLast()))
        #expect(open.open == 1 && open.past == 0 && open.detect == nil)
    }

    @Test func whatAConsoleSeesOfCloudTrailAndCodeDeploy() {
        var builder = LedgerTests.builder()
        builder.apply(
            .trail([
                LedgerTests.moved("a", .seconds(9000), to: "6", weights: [:], name: "CreateAlias"),
                LedgerTests.moved("b", .seconds(600), to: "6", weights: ["7": 0.2]),
                LedgerTests.moved("c", .seconds(500), to: "6", weights: [:]),
            ]))
        builder.apply(
            .deployments([
                Deployment(
                    id: "d-1", application: "a", group: "g", status: .succeeded, target: Self.target, currentVersion: "4",
                    targetVersion: "5", createdAt: Fixtures.evening - .seconds(99_000),
                    startedAt: Fixtures.evening - .seconds(99_000))
            ]))
        let seen = VersionChanges.seen(in: builder.picture)
        #expect(seen.map(\.version) == ["5", "7"])
        #expect(seen.map(\.at) == [Fixtures.evening - .seconds(99_000), Fixtures.evening - .seconds(600)])
    }
}
