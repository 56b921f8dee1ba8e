import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// What CloudTrail and CodeDeploy add to the timeline, and that each change is told once.
struct TimelineTests {
    private static let target = Fixtures.checkout

    private static func lines(
        _ builder: PictureBuilder, _ events: [Event] = [], seen: [TimelineEntry] = []
    ) -> [String] {
        TimelineBuilder.entries(events: events, picture: builder.picture, seen: seen)
            .filter { $0.category != .version }.map { "\($0.at.clock) \($0.who) \($0.category) \($0.text) (\($0.evidence))" }
    }

    /// A poll that saw the alias change, so long before the evening.
    private static func seen(_ before: Routing, _ after: Routing, ago: Int) -> [TimelineEntry] {
        var old = PictureBuilder()
        old.alias(target, before)
        var new = PictureBuilder(at: Fixtures.evening - .seconds(ago))
        new.alias(target, after)
        return TimelineBuilder.changes(from: old.picture, to: new.picture)
    }

    private static let canary = Routing(pointer: "6", weights: ["7": 0.2])

    @Test func cloudTrailTellsWhoAndWhen() {
        var builder = LedgerTests.builder()
        builder.apply(
            .trail([
                LedgerTests.moved("aaaa1", .seconds(9000), to: "6", weights: [:], name: "CreateAlias"),
                LedgerTests.moved("4f1c-77", .seconds(600), to: "6", weights: ["7": 0.2]),
                // A description only, and a call that failed.
                LedgerTests.moved("bbbb", .seconds(500), to: nil),
                LedgerTests.moved("cccc", .seconds(400), to: "5", error: "AccessDenied"),
            ]))
        let told = [
            "18:39:43Z ci/1144 alias checkout:prod  → v6 100 % (CloudTrail aaaa…)",
            "20:59:43Z ci/1144 alias checkout:prod  v6 100 % → v6 80 % v7 20 % (CloudTrail 4f1c…)",
        ]
        #expect(Self.lines(builder) == told)
        // The poll that saw it a minute later is the same change.
        #expect(Self.lines(builder, seen: Self.seen(Routing(pointer: "6"), Self.canary, ago: 540)) == told)
        // One that CloudTrail has not delivered yet is told as seen, and so is the way back to where CloudTrail knows it.
        let away = Self.seen(Self.canary, Routing(pointer: "7"), ago: 100)
        let back = Self.seen(Routing(pointer: "7"), Self.canary, ago: 40)
        #expect(
            Self.lines(builder, seen: away + back) == told + [
                "21:08:03Z seen alias checkout:prod  v6 80 % v7 20 % → v7 100 % (seen between two polls, revision 275af281…)",
                "21:09:03Z seen alias checkout:prod  v7 100 % → v6 80 % v7 20 % (seen between two polls, revision 275af281…)",
            ])
    }

    /// What CloudTrail tells and the journal too is one line, the richer one; so is an alarm's change.
    @Test func whatTheJournalTellsTooIsToldOnce() throws {
        var builder = LedgerTests.builder()
        builder.apply(.trail([LedgerTests.moved("9b2e-1", .seconds(61), to: "6", weights: [:], request: "theirs")]))
        let trail = try #require(builder.picture.trail?.value.first)
        let foreign = EventDraft(
            time: Fixtures.evening + .seconds(700), actor: "flipback", kind: .trailForeign, incident: "INC-1",
            target: trail.target,
            details: ["eventId": .string(trail.id), "who": "ci", "name": .string(trail.name), "at": JSONValue(trail.at)])
        // Written by two processes at the same moment.
        let events = [7, 8].map { Event(seq: $0, draft: foreign, previous: "", hash: "") }
        let alone = TimelineBuilder.entries(events: [], picture: builder.picture, seen: []).filter { $0.category == .alias }
        let both = TimelineBuilder.entries(events: events, picture: builder.picture, seen: []).filter { $0.category == .alias }
        #expect(alone.count == 1 && both.count == 1)
        #expect(both[0].text == alone[0].text && both[0].at == trail.at)
        #expect(both[0].evidence.hasSuffix(", journal 7"))
    }

    @Test func everyLineOfAListingIsInItsPlace() {
        var picture = FleetPicture(region: "eu-west-1")
        for number in 1...40 {
            let versions = (1...5).map { version in
                FunctionVersion(
                    version: VersionID("\(version)")!,
                    publishedAt: Fixtures.evening - .seconds(number * 7919 % 4001 - version * 60))
            }
            let latest = FunctionVersion(version: "$LATEST", publishedAt: Fixtures.evening)
            picture.apply(
                .versions(function: "f-\(number)", versions + [latest]),
                at: Now(time: Fixtures.evening, uptime: .zero), interval: .seconds(60))
        }
        let all = TimelineBuilder.entries(events: [], picture: picture, seen: [])
        #expect(all.count == 200)
        let note = { (seconds: Int) in
            EventDraft(
                time: Fixtures.evening - .seconds(seconds), actor: "jo", kind: .incidentNote,
                details: ["text": .string("n\(seconds)")])
        }
        let drafts = [3999, 2000, 1200, 1200, 900, -60].map(note)
        let events = drafts.enumerated().map { Event(seq: $0.offset + 1, draft: $0.element, previous: "", hash: "") }
        let listing = TimelineBuilder.listing(TimelineBook(events), picture: picture, seen: [])
        #expect(listing.count == 206)
        let lines = listing.all
        #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.at <= $1.at })
        #expect(lines.filter { $0.category == .note }.map(\.text.text) == ["n3999", "n2000", "n1200", "n1200", "n900", "n-60"])
        #expect(Set(lines.filter { $0.category == .version }) == Set(all))
    }

    @Test func ourOwnActionIsProvedAndToldOnce() {
        var builder = LedgerTests.builder()
        builder.apply(
            .trail([
                LedgerTests.moved("9b2e-1", .seconds(61), to: "6", weights: [:], request: "req-1"),
                LedgerTests.moved("dddd", .seconds(30), to: "5", weights: [:], request: "theirs"),
            ]))
        var ours = PlannerTests.event(41, "rollback", Routing(pointer: "7"), Routing(pointer: "6"), .verified)
        ours.draft.requestIDs = ["req-1"]
        #expect(
            Self.lines(builder, [ours]) == [
                "21:08:43Z jo action rollback checkout:prod  v7 100 % → v6 100 %  verified (journal 41, CloudTrail 9b2e…)",
                "21:09:13Z ci/1144 alias checkout:prod  v6 100 % → v5 100 % (CloudTrail dddd…)",
            ])
    }

    @Test func aVersionIsSignedByWhoPublishedIt() throws {
        var builder = LedgerTests.builder()
        var event = LedgerTests.moved("eeee", .seconds(3600), to: "7", name: "PublishVersion")
        event.alias = nil
        builder.apply(.trail([event]))
        let entries = TimelineBuilder.entries(events: [], picture: builder.picture, seen: [])
        let seven = try #require(entries.first { $0.text.text == "checkout v7 published" })
        #expect(seven.who == "ci/1144")
        #expect(seven.evidence == "CloudTrail eeee…")
        #expect(entries.first { $0.text.text == "checkout v6 published" }?.who == "AWS")
    }

    @Test func aVersionThatIsPutBackIsMarked() {
        let builder = LedgerTests.builder()
        let rollback = PlannerTests.event(
            1, "rollback", Routing(pointer: "7"), Routing(pointer: "6"), .verified, ago: .seconds(600))
        let back = Self.seen(Routing(pointer: "6"), Routing(pointer: "7"), ago: 60)
        #expect(
            Self.lines(builder, [rollback], seen: back).last
                == "21:08:43Z seen alias checkout:prod  v6 100 % → v7 100 %  v7 WAS ROLLED BACK at 20:59Z "
                + "(seen between two polls, revision 275af281…)")
        let other = Self.seen(Routing(pointer: "6"), Routing(pointer: "5"), ago: 60)
        #expect(Self.lines(builder, [rollback], seen: other).last?.contains("WAS") == false)
        // It was put back by ourselves before.
        let undo = PlannerTests.event(2, "undo", Routing(pointer: "6"), Routing(pointer: "7"), .verified, ago: .seconds(500))
        #expect(Self.lines(builder, [rollback, undo], seen: back).last?.contains("WAS") == false)
    }

    @Test func whatIsPutBackBeforeCloudTrailKnowsIsToldThoughItKnowsTheReleaseItself() {
        var builder = LedgerTests.builder()
        builder.apply(.trail([LedgerTests.moved("f00d", .seconds(1200), to: "7", weights: [:])]))
        let rollback = PlannerTests.event(
            1, "rollback", Routing(pointer: "7"), Routing(pointer: "6"), .verified, ago: .seconds(600))
        let back = Self.seen(Routing(pointer: "6"), Routing(pointer: "7"), ago: 300)
        let seen = Self.lines(builder, [rollback], seen: back).filter { $0.contains("seen between two polls") }
        #expect(seen.count == 1)
        #expect(seen.first?.contains("v6 100 % → v7 100 %  v7 WAS ROLLED BACK at 20:59Z") == true)
        // Delivered before our own move, it seems to change nothing: what was seen stays.
        builder.apply(.trail([LedgerTests.moved("beef", .seconds(310), to: "7", weights: [:])]))
        #expect(Self.lines(builder, [rollback], seen: back).contains { $0.contains("seen between two polls") })
        // Once CloudTrail tells all of it, its line takes the place of what was seen.
        builder.apply(.trail([LedgerTests.moved("c0de", .seconds(600), to: "6", weights: [:], request: "req-1")]))
        var proved = rollback
        proved.draft.requestIDs = ["req-1"]
        let told = Self.lines(builder, [proved], seen: back)
        #expect(!told.contains { $0.contains("seen between two polls") })
        #expect(told.last?.contains("ci/1144") == true && told.last?.contains("WAS ROLLED BACK") == true)
        // A move of ours that never arrived stands between nothing.
        let refused = PlannerTests.event(
            2, "rollback", Routing(pointer: "7"), Routing(pointer: "6"), .notApplied, ago: .seconds(60))
        let late = Self.seen(Routing(pointer: "6"), Routing(pointer: "7"), ago: 20)
        #expect(!Self.lines(builder, [rollback, refused], seen: late).contains { $0.contains("seen between two polls") })
    }

    private static func deployment(_ status: Deployment.Status, share: Double? = nil) -> Deployment {
        let began = Fixtures.evening - .seconds(600)
        return Deployment(
            id: "d-4XKZ1", application: "shop", group: "prod", status: status, target: target, currentVersion: "6",
            targetVersion: "7", targetShare: share,
            strategy: DeploymentStrategy(name: "Linear10", shape: .linear(share: 0.1, interval: .seconds(60))),
            createdAt: began - .seconds(20), startedAt: began - .seconds(10), creator: "CloudFormation",
            hooks: [.init(name: "AllowTraffic", status: "InProgress", startedAt: began)])
    }

    @Test func aDeploymentBeginsStepsAndEnds() {
        var builder = LedgerTests.builder()
        builder.apply(.deployments([Self.deployment(.inProgress, share: 0.2)]))
        let running = [
            "20:59:33Z CloudFormation deploy checkout:prod  d-4XKZ1 begins: v6 → v7, Linear10 (CodeDeploy)",
            "20:59:43Z CodeDeploy deploy checkout:prod  d-4XKZ1 step: v6 90 % v7 10 % (CodeDeploy)",
            "21:00:43Z CodeDeploy deploy checkout:prod  d-4XKZ1 step: v6 80 % v7 20 % (CodeDeploy)",
        ]
        #expect(Self.lines(builder) == running)
        // A poll saw the second step: it is told once, and it is CodeDeploy's.
        let seen = Self.seen(Routing(pointer: "6", weights: ["7": 0.1]), Self.canary, ago: 530)
        #expect(
            Self.lines(builder, seen: seen) == Array(running.prefix(2)) + [
                "21:00:53Z CodeDeploy alias checkout:prod  v6 90 % v7 10 % → v6 80 % v7 20 % "
                    + "(seen between two polls, revision 275af281…, d-4XKZ1)"
            ])
        var failed = Self.deployment(.failed, share: 0.1)
        failed.completedAt = Fixtures.evening - .seconds(300)
        failed.errorCode = "ALARM_ACTIVE"
        failed.errorMessage = "One or more alarms have been activated"
        failed.rollbackID = "d-5"
        var back = Self.deployment(.succeeded)
        (back.id, back.rollbackOf, back.creator) = ("d-5", "d-4XKZ1", "codeDeployRollback")
        (back.currentVersion, back.targetVersion, back.strategy) = ("7", "6", .allAtOnce)
        (back.startedAt, back.completedAt) = (Fixtures.evening - .seconds(290), Fixtures.evening - .seconds(280))
        builder.apply(.deployments([failed, back]))
        #expect(
            Self.lines(builder) == Array(running.prefix(2)) + [
                "21:04:43Z CodeDeploy deploy checkout:prod  d-4XKZ1 FAILED ALARM_ACTIVE, taken back by d-5  One or more alarms have been "
                    + "activated (CodeDeploy)",
                "21:04:53Z CodeDeploy deploy checkout:prod  d-5 takes d-4XKZ1 back: v7 → v6 (CodeDeploy)",
                "21:05:03Z CodeDeploy deploy checkout:prod  d-5 succeeded: v6 100 % (CodeDeploy)",
            ])
        var stopped = Self.deployment(.stopped)
        (stopped.completedAt, stopped.errorCode) = (Fixtures.evening, "MANUAL_STOP")
        builder.apply(.deployments([stopped]))
        #expect(Self.lines(builder).last == "21:09:43Z CodeDeploy deploy checkout:prod  d-4XKZ1 stopped MANUAL_STOP (CodeDeploy)")
    }

    @Test func stepsWithoutSenseDoNoHarm() {
        var builder = LedgerTests.builder()
        for (share, interval) in [(0.0, 60), (1.5, 60), (0.1, 0), (.nan, 60), (1e-12, 1), (-1, -1), (0.1, Int64.max)] {
            var odd = Self.deployment(.inProgress, share: 1)
            odd.strategy.shape = .linear(share: share, interval: .seconds(interval))
            builder.apply(.deployments([odd]))
            #expect(Self.lines(builder).count <= 101)
        }
    }
}
