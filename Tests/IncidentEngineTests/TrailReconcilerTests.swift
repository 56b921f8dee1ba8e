import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// CloudTrail's word on our actions, and on everybody else's.
struct TrailReconcilerTests {
    private static let evening = Fixtures.evening
    private static let target = Fixtures.checkout

    private static func move(
        _ phase: ActionPhase, _ seconds: Int, action: String = "ACT-1", requests: [String] = [], revision: RevisionID? = nil,
        details: [String: JSONValue] = [:], kind: EventDraft.Kind = .aliasMove, target: Target = target
    ) -> EventDraft {
        EventDraft(
            time: evening + .seconds(seconds), actor: Fixtures.actor, kind: kind, incident: "INC-20261120-01", phase: phase,
            action: action, command: "rollback", target: target, before: Routing(pointer: "7"), after: Routing(pointer: "6"),
            revisionBefore: "rev-1", revisionAfter: revision, requestIDs: requests, details: details)
    }

    /// A rollback that was acknowledged and read back.
    private static let moved = [
        move(.intent, 0), move(.sent, 0), move(.acknowledged, 1, requests: ["req-1"], revision: "rev-2"),
        move(.verified, 1, requests: ["req-1"], revision: "rev-2", details: ["written": true]),
    ]

    private static func call(
        _ id: String, _ seconds: Int, request: String = "req-x",
        who: DisplayText = "arn:aws:sts::123456789012:assumed-role/ci/1183",
        revision: RevisionID? = nil, name: String = "UpdateAlias", error: String? = nil, agent: DisplayText = "aws-sdk",
        target: Target? = target, version: VersionID = "7"
    ) -> TrailEvent {
        TrailEvent(
            id: id, name: name, at: evening + .seconds(seconds), who: who, requestID: request,
            function: target?.function ?? "checkout", alias: target?.alias, version: version, weights: [:], revision: revision,
            errorCode: error, userAgent: agent)
    }

    private static func drafts(
        _ written: [EventDraft], _ trail: [TrailEvent], at seconds: Int, searched: TrailSpan? = nil
    ) -> [EventDraft] {
        var builder = PictureBuilder(at: evening + .seconds(seconds))
        builder.apply(.trail(trail, span: searched))
        let events = MemoryJournal(written).events
        return TrailReconciler.drafts(
            events: events, ledger: ActionLedger(events), picture: builder.picture, now: builder.now.time,
            author: .init(actor: Fixtures.second, time: builder.now.time))
    }

    private static func span(from: Int = -3600, to: Int, at: Int? = nil) -> TrailSpan {
        TrailSpan(from: evening + .seconds(from), to: evening + .seconds(to), at: evening + .seconds(at ?? to))
    }

    private static func ledger(_ drafts: [EventDraft]) -> ActionLedger { ActionLedger(MemoryJournal(drafts).events) }

    @Test func anActionIsPendingUntilItsRequestIsFound() throws {
        #expect(Self.ledger(Self.moved).move("ACT-1")?.proof == .pending)
        #expect(Self.drafts(Self.moved, [Self.call("e1", 0)], at: 600).filter { $0.kind == .trailProof }.isEmpty)
        let proof = try #require(
            Self.drafts(Self.moved, [Self.call("e2", 1, request: "req-1", who: DisplayText(Fixtures.actor))], at: 600).first)
        #expect(proof.kind == .trailProof && proof.action == "ACT-1" && proof.incident == "INC-20261120-01")
        #expect(proof.details["state"] == "proved" && proof.details["eventId"] == "e2" && proof.details["actor"] == nil)
        #expect(proof.requestIDs == ["req-1"])
        #expect(Self.ledger(Self.moved + [proof]).move("ACT-1")?.proof == .proved(eventID: "e2"))
    }

    @Test func whatWasProvedIsNotProvedAgain() {
        let trail = [Self.call("e2", 1, request: "req-1", who: DisplayText(Fixtures.actor))]
        let first = Self.drafts(Self.moved, trail, at: 600)
        #expect(first.count == 1)
        #expect(Self.drafts(Self.moved + first, trail, at: 700).isEmpty)
        // A second console that did it at the same moment changes nothing.
        #expect(Self.ledger(Self.moved + first + first).unproved.isEmpty)
    }

    @Test func acallThatFailedProvesNothing() {
        let trail = [Self.call("e2", 1, request: "req-1", error: "PreconditionFailedException")]
        #expect(Self.drafts(Self.moved, trail, at: 600).isEmpty)
    }

    @Test func aProofByOtherCredentialsSaysSo() {
        let proof = Self.drafts(Self.moved, [Self.call("e2", 1, request: "req-1")], at: 600).first
        #expect(proof?.details["who"] == "arn:aws:sts::123456789012:assumed-role/ci/1183")
        #expect(proof?.details["actor"]?.string == Fixtures.actor)
    }

    @Test func anActionIsMissingOnlyOnceItsTimeWasSearchedAnHourLater() {
        let missing = Self.drafts(Self.moved, [], at: 3601, searched: Self.span(to: 3601))
        #expect(missing.map { $0.details["state"] } == ["missing"])
        #expect(Self.ledger(Self.moved + missing).move("ACT-1")?.proof == .missing)
        #expect(Self.drafts(Self.moved, [], at: 3500, searched: Self.span(to: 3500)).isEmpty)
        #expect(Self.drafts(Self.moved, [], at: 7200, searched: Self.span(to: 3000)).isEmpty)
        #expect(Self.drafts(Self.moved, [], at: 7200, searched: Self.span(from: 10, to: 7200)).isEmpty)
        #expect(Self.drafts(Self.moved, [], at: 7200).isEmpty)
        // Told once; and what comes later all the same is a proof.
        #expect(Self.drafts(Self.moved + missing, [], at: 7200, searched: Self.span(to: 7200)).isEmpty)
        let late = Self.drafts(Self.moved + missing, [Self.call("e2", 1, request: "req-1")], at: 7200)
        #expect(late.map { $0.details["state"] } == ["proved"])
        #expect(Self.ledger(Self.moved + missing + late + missing).move("ACT-1")?.proof == .proved(eventID: "e2"))
    }

    @Test func aWriteWhoseReplyWasLostIsKnownByItsRevision() {
        let lost = [
            Self.move(.intent, 0), Self.move(.sent, 0), Self.move(.verified, 3, revision: "rev-2", details: ["written": true]),
        ]
        let ours = Self.call("e2", 1, request: "aws-1", who: DisplayText(Fixtures.actor), revision: "rev-2")
        #expect(Self.drafts(lost, [ours], at: 600).map { $0.details["eventId"] } == ["e2"])
        let rival = Self.call("e3", 1, request: "aws-1", revision: "rev-2")
        #expect(Self.drafts(lost, [rival], at: 600).filter { $0.kind == .trailProof }.isEmpty)
    }

    @Test func whatWroteNothingHasNothingToProve() {
        let unwritten: [[EventDraft]] = [
            [Self.move(.intent, 0), Self.move(.sent, 0), Self.move(.notApplied, 1, requests: ["req-1"])],
            [Self.move(.intent, 0), Self.move(.sent, 0), Self.move(.verified, 1, requests: ["req-1"], revision: "rev-9")],
            [Self.move(.intent, 0), Self.move(.sent, 0)],
        ]
        for drafts in unwritten { #expect(Self.ledger(drafts).move("ACT-1")?.proof == nil) }
        let unknown = [Self.move(.intent, 0), Self.move(.sent, 0), Self.move(.unknown, 1, requests: ["req-1"])]
        #expect(Self.ledger(unknown).move("ACT-1")?.proof == .pending)
        let settled = unknown + [Self.move(.verified, 60, revision: "rev-2", kind: .reconciled)]
        #expect(Self.ledger(settled).move("ACT-1")?.proof == .pending)
    }

    // MARK: - Foreign

    @Test func aChangeByAnybodyElseInTheIncidentsTimeIsForeignOnce() throws {
        let journal = [Fixtures.declared()] + Self.moved
        let trail = [
            Self.call("old", -7200), Self.call("led", -600), Self.call("ours", 1, request: "req-1"), Self.call("other", 300),
            Self.call("failed", 310, error: "AccessDenied"), Self.call("elsewhere", 320, target: Fixtures.payments),
            Self.call("published", 330, name: "PublishVersion", target: nil, version: "8"),
        ]
        let foreign = Self.drafts(journal, trail, at: 900).filter { $0.kind == .trailForeign }
        #expect(foreign.map { $0.details["eventId"]?.string } == ["led", "other", "published"])
        let other = try #require(foreign.first { $0.details["eventId"] == "other" })
        #expect(other.details["who"] == "arn:aws:sts::123456789012:assumed-role/ci/1183" && other.target == Self.target)
        #expect(other.incident == "INC-20261120-01" && other.details["at"] == JSONValue(Self.evening + .seconds(300)))
        #expect(other.after == Routing(pointer: "7"))
        #expect(EventWords.line(other)?.words.contains("→ v7 100 %  by somebody else") == true)
        #expect(Self.drafts(journal + foreign, trail, at: 1200).filter { $0.kind == .trailForeign }.isEmpty)
    }

    @Test func whatHappenedAfterTheEndIsNotTheIncidents() {
        let journal = [
            Fixtures.declared(),
            IncidentDrafts.resolve("INC-20261120-01", text: "", by: .init(actor: "jo", time: Self.evening + .seconds(60))),
        ]
        #expect(Self.drafts(journal, [Self.call("later", 61)], at: 900).isEmpty)
        #expect(Self.drafts(journal, [Self.call("before", 59)], at: 900).count == 1)
        #expect(Self.drafts([Fixtures.declared(targets: [])], [Self.call("other", 59)], at: 900).isEmpty)
    }

    @Test func whatCodeDeployDidBecauseWeStoppedItIsNotForeign() {
        var stopping = Self.moved
        stopping[0].details["stopping"] = "d-1"
        let byCodeDeploy = Self.call("cd", 1, agent: "codedeploy.amazonaws.com")
        let later = Self.call("cd2", 900, agent: "codedeploy.amazonaws.com")
        let found = Self.drafts([Fixtures.declared()] + stopping, [byCodeDeploy, later], at: 1200)
        #expect(found.filter { $0.kind == .trailForeign }.map { $0.details["eventId"] } == ["cd2"])
    }

    @Test func aCallOfOursThatIsStillUnderWayIsLeftAlone() {
        let open = [Fixtures.declared(), Self.move(.intent, 0), Self.move(.sent, 0)]
        let ours = Self.call("e1", 1, request: "unknown-yet", who: DisplayText(Fixtures.actor))
        #expect(Self.drafts(open, [ours], at: 600).isEmpty)
        #expect(Self.drafts(open, [Self.call("e2", 1)], at: 600).count == 1)
    }

    @Test func withoutCloudTrailNothingIsSaid() {
        let events = MemoryJournal([Fixtures.declared()] + Self.moved).events
        let drafts = TrailReconciler.drafts(
            events: events, ledger: ActionLedger(events), picture: FleetPicture(region: "eu-west-1"),
            now: Self.evening + .seconds(90_000), author: .init(actor: "x", time: Self.evening))
        #expect(drafts.isEmpty)
    }

    @Test func theSearchBeginsWithWhatIsNotSettled() {
        func since(_ drafts: [EventDraft], _ seconds: Int = 600) -> Timestamp? {
            let events = MemoryJournal(drafts).events
            return TrailReconciler.searchSince(
                incidents: IncidentReducer.reduce(events), ledger: ActionLedger(events), now: Self.evening + .seconds(seconds))
        }
        #expect(since([]) == nil)
        #expect(since(Self.moved) == Self.evening - .seconds(60))
        #expect(since([Fixtures.declared()]) == Self.evening - .seconds(1800))
        let ended = [
            Fixtures.declared(), IncidentDrafts.resolve("INC-20261120-01", text: "", by: .init(actor: "jo", time: Self.evening)),
        ]
        #expect(since(ended, 86_401) == nil)
    }
}
