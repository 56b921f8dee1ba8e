import ConsoleUI
import IncidentEngine
import IncidentModel
import TestSupport
import Testing

@testable import ConsoleRuntime

struct EngineMirrorTests {
    private static let target = Fixtures.checkout

    private static func mirror(_ routing: Routing) -> EngineMirror {
        var mirror = EngineMirror(region: "eu-west-1", shows: { _ in true })
        let state = AliasState(target: target, routing: routing, revision: "r-1")
        mirror.observe(update(.aliases(function: target.function, [state]), at: 0))
        return mirror
    }

    private static func update(_ observation: Observation, at seconds: Int64) -> WatcherUpdate {
        WatcherUpdate(observation: observation, at: now(seconds), interval: .seconds(2))
    }

    private static func now(_ seconds: Int64) -> Now {
        Now(time: Fixtures.evening + .seconds(seconds), uptime: .seconds(seconds))
    }

    private static func result(_ outcome: ActionOutcome) -> ActionResult {
        ActionResult(
            id: "ACT-1", target: target, command: "abort", before: Routing(pointer: "6", weights: ["7": 0.2]),
            after: Routing(pointer: "6"), outcome: outcome, revision: "r-2")
    }

    @Test func aVerifiedActionIsInThePictureAtOnce() {
        var mirror = Self.mirror(Routing(pointer: "6", weights: ["7": 0.2]))
        mirror.take([Self.result(.verified)], at: Self.now(1))
        #expect(mirror.picture.aliases[Self.target]?.value.routing == Routing(pointer: "6"))
        #expect(mirror.picture.aliases[Self.target]?.value.revision == "r-2")
        let changed = mirror.takeChange()
        #expect(changed)
    }

    @Test func anActionWithoutAVerifiedOutcomeChangesNothingThatIsKnown() {
        for outcome in [ActionOutcome.unknown, .superseded, .notApplied, .refused] {
            var mirror = Self.mirror(Routing(pointer: "6", weights: ["7": 0.2]))
            mirror.take([Self.result(outcome)], at: Self.now(1))
            #expect(mirror.picture.aliases[Self.target]?.value.revision == "r-1", "\(outcome)")
        }
    }

    @Test func targetsThatTheSettingsHideStayHidden() {
        var mirror = EngineMirror(region: "eu-west-1", shows: { $0.alias != "beta" })
        let states = ["prod", "beta"].map {
            AliasState(target: Target(function: "checkout", alias: $0), routing: Routing(pointer: "1"), revision: "r")
        }
        mirror.observe(Self.update(.aliases(function: "checkout", states), at: 0))
        #expect(mirror.picture.aliases.keys.map(\.alias) == ["prod"])
    }

    @Test func aJournalReadAnewForgetsWhatWasNotOurs() {
        var mirror = Self.mirror(Routing(pointer: "6"))
        let author = IncidentDrafts.Author(actor: "jo", time: Fixtures.evening)
        let draft = IncidentDrafts.declare("INC-20261120-01", .sev1, targets: [Self.target], reason: "x", by: author)
        mirror.record([Event(seq: 1, draft: draft, previous: "", hash: "")])
        #expect(mirror.openIncident?.id == "INC-20261120-01")
        mirror.forgetJournal()
        #expect(mirror.openIncident == nil)
    }

    private static func note(_ seq: Int) -> Event {
        let draft = EventDraft(
            time: Fixtures.evening + .seconds(Int64(seq)), actor: "jo", kind: .incidentNote, details: ["text": .string("n\(seq)")]
        )
        return Event(seq: seq, draft: draft, previous: "", hash: "")
    }

    @Test func theNewestEventsAreShownWhileTheJournalIsReadAndNothingIsProposed() {
        var mirror = Self.mirror(Routing(pointer: "6"))
        mirror.begin(newest: (901...1000).map(Self.note))
        let early = mirror.takeJudgement(Self.now(1))
        #expect(early != nil && early?.incidents == nil)
        let shown = early?.findings()
        #expect(shown?.timeline?.all.last?.text == "n1000")
        #expect(shown?.proposal == nil)
        // What was declared long ago is not open again because its end has not been read yet, and what is shown stays.
        let author = IncidentDrafts.Author(actor: "jo", time: Fixtures.evening)
        let declared = IncidentDrafts.declare("INC-20261120-01", .sev1, targets: [Self.target], reason: "x", by: author)
        mirror.record([Event(seq: 1, draft: declared, previous: "", hash: "")] + (2...500).map(Self.note))
        #expect(mirror.takeJudgement(Self.now(2)) == nil)
        #expect(mirror.openIncident == nil && mirror.incidents.isEmpty)
        mirror.record((501...1000).map(Self.note))
        mirror.endReading()
        let whole = mirror.takeJudgement(Self.now(3))
        #expect(whole?.findings().timeline?.count == 1000)
        #expect(whole?.incidents != nil)
        #expect(mirror.openIncident?.id == "INC-20261120-01")
    }

    @Test func theWorstOpenIncidentIsTheOneThatIsActedOn() {
        let author = IncidentDrafts.Author(actor: "jo", time: Fixtures.evening)
        let drafts = [
            IncidentDrafts.declare("INC-1", .sev1, targets: [Self.target], reason: "x", by: author),
            IncidentDrafts.declare("INC-2", .sev3, targets: [], reason: "y", by: author),
        ]
        var mirror = Self.mirror(Routing(pointer: "6"))
        mirror.record(drafts.enumerated().map { Event(seq: $0.offset + 1, draft: $0.element, previous: "", hash: "") })
        #expect(mirror.openIncident?.id == "INC-1")
    }

    @Test func incidentsEventByEventAreThoseOfTheWholeJournal() {
        let author = IncidentDrafts.Author(actor: "jo", time: Fixtures.evening)
        let drafts = [
            IncidentDrafts.declare("INC-1", .sev2, targets: [Self.target], reason: "x", by: author),
            IncidentDrafts.acknowledge("INC-1", by: author), IncidentDrafts.severity("INC-1", .sev1, reason: "y", by: author),
            IncidentDrafts.role("INC-1", .commander, person: "jo", by: author),
            IncidentDrafts.resolve("INC-1", text: "", by: author),
        ]
        let events = drafts.enumerated().map { Event(seq: $0.offset + 1, draft: $0.element, previous: "", hash: "") }
        var mirror = Self.mirror(Routing(pointer: "6"))
        for event in events { mirror.record([event]) }
        #expect(mirror.incidents == IncidentReducer.reduce(events))
    }

    @Test func proofsAndApprovalsAreKept() {
        var mirror = Self.mirror(Routing(pointer: "6"))
        func event(_ seq: Int, _ kind: EventDraft.Kind, _ details: [String: JSONValue], action: String? = nil) -> Event {
            Event(
                seq: seq, draft: EventDraft(time: Fixtures.evening, actor: "mia", kind: kind, action: action, details: details),
                previous: "", hash: "")
        }
        mirror.record([
            event(1, .trailProof, ["state": "proved", "eventId": "e"], action: "ACT-1"),
            event(2, .approvalRequested, ["planHash": "4f1c"]), event(3, .approvalGranted, ["planHash": "4f1c"]),
        ])
        #expect(mirror.facts.proofs == ["ACT-1": .proved])
        #expect(mirror.facts.asked == ["4f1c": .init(by: "mia", at: Fixtures.evening)])
        #expect(mirror.facts.approvals == 2)
    }

    // MARK: - What is judged anew

    private static func alarm(_ target: Target, _ state: Alarm.State) -> Alarm {
        Alarm(
            name: DisplayText("\(target.function)-errors"), kind: .metric(namespace: "AWS/Lambda", name: "Errors"), state: state,
            dimensions: ["FunctionName": target.function, "Resource": target.description])
    }

    /// Three functions with an alias and an alarm each, all judged at second 0.
    private static func judged() -> (mirror: EngineMirror, targets: [Target]) {
        var mirror = EngineMirror(region: "eu-west-1", shows: { _ in true })
        let targets = ["orders", "basket", "stock"].map { Target(function: $0, alias: "prod") }
        for target in targets {
            let state = AliasState(target: target, routing: Routing(pointer: "2"), revision: "r-1")
            mirror.observe(update(.aliases(function: target.function, [state]), at: 0))
        }
        mirror.observe(update(.alarms(targets.map { alarm($0, .ok) }), at: 0))
        _ = mirror.takeJudgement(now(0))
        return (mirror, targets)
    }

    private static func scope(_ judgement: Judgement?) -> Set<Target>? {
        guard case .some(let targets)? = judgement?.scope else { return nil }
        return targets
    }

    @Test func alarmsThatAreAsTheyWereHaveNothingJudgedAnew() {
        var (mirror, targets) = Self.judged()
        mirror.observe(Self.update(.alarms(targets.map { Self.alarm($0, .ok) }), at: 10))
        #expect(mirror.takeJudgement(Self.now(10)) == nil)
    }

    @Test func anAlarmThatChangesHasItsTargetsJudgedAnewAndNoOthers() {
        var (mirror, targets) = Self.judged()
        var alarms = targets.map { Self.alarm($0, .ok) }
        alarms[1].state = .alarm
        mirror.observe(Self.update(.alarms(alarms), at: 10))
        let judgement = mirror.takeJudgement(Self.now(10))
        #expect(Self.scope(judgement) == [targets[1]])
        #expect(judgement?.sources != nil)
    }

    @Test func anAlarmThatIsGoneHasItsTargetJudgedAnew() {
        var (mirror, targets) = Self.judged()
        mirror.observe(Self.update(.alarms(targets.dropLast().map { Self.alarm($0, .ok) }), at: 10))
        #expect(Self.scope(mirror.takeJudgement(Self.now(10))) == [targets[2]])
    }

    @Test func everythingIsJudgedAgainAfterHalfAMinuteThoughNothingChanged() {
        var (mirror, _) = Self.judged()
        #expect(mirror.takeJudgement(Self.now(29)) == nil)
        guard case .all? = mirror.takeJudgement(Self.now(30))?.scope else {
            Issue.record("not everything is judged")
            return
        }
        #expect(mirror.takeJudgement(Self.now(31)) == nil)
    }

    @Test func anAliasThatIsAsItWasIsJudgedAnewInAnIncidentOnly() throws {
        var (mirror, targets) = Self.judged()
        let state = try #require(mirror.picture.aliases[targets[0]]?.value)
        let isNews = mirror.observe(Self.update(.alias(state), at: 5))
        #expect(!isNews)
        #expect(mirror.takeJudgement(Self.now(5)) == nil)
        #expect(mirror.picture.aliases[targets[0]]?.age(Self.now(5)) == .zero)
        let author = IncidentDrafts.Author(actor: "jo", time: Fixtures.evening)
        let draft = IncidentDrafts.declare("INC-20261120-01", .sev1, targets: [targets[0]], reason: "x", by: author)
        mirror.record([Event(seq: 1, draft: draft, previous: "", hash: "")])
        _ = mirror.takeJudgement(Self.now(6))
        mirror.observe(Self.update(.alias(state), at: 7))
        #expect(Self.scope(mirror.takeJudgement(Self.now(7))) == [targets[0]])
    }

    @Test func whatCloudTrailRecordedIsToldAtOnceAndOldHistoryTogether() {
        var (mirror, targets) = Self.judged()
        func read(_ id: String, of target: Target, ago: Duration, at seconds: Int64) -> Judgement? {
            let event = TrailEvent(
                id: id, name: "UpdateAlias", at: Fixtures.evening + .seconds(seconds) - ago, who: "jo", function: target.function,
                alias: target.alias, version: "2")
            mirror.observe(Self.update(.trail([event]), at: seconds))
            return mirror.takeJudgement(Self.now(seconds))
        }
        let new = read("e-1", of: targets[1], ago: .seconds(600), at: 1)
        #expect(Self.scope(new) == [targets[1]] && new?.sources != nil)
        let old = read("e-2", of: targets[2], ago: .seconds(86_400), at: 3)
        #expect(Self.scope(old) == [targets[2]] && old?.sources == nil)
        #expect(read("e-2", of: targets[2], ago: .seconds(86_400), at: 5) == nil)
        #expect(read("e-3", of: targets[0], ago: .seconds(86_400), at: 12)?.sources != nil)
    }

    @Test func aDeploymentsProgressHasItsTargetJudgedAnewAndNoOthers() {
        var (mirror, targets) = Self.judged()
        var deployment = Deployment(
            id: "d-1", application: "shop", group: "orders", status: .inProgress, target: targets[0],
            createdAt: Fixtures.evening)
        mirror.observe(Self.update(.deployments([deployment]), at: 1))
        _ = mirror.takeJudgement(Self.now(1))
        mirror.observe(Self.update(.deployments([deployment]), at: 6))
        #expect(mirror.takeJudgement(Self.now(6)) == nil)
        deployment.status = .succeeded
        mirror.observe(Self.update(.deployments([deployment]), at: 11))
        #expect(Self.scope(mirror.takeJudgement(Self.now(11))) == [targets[0]])
    }

    @Test func anActionsEventsHaveItsTargetJudgedAnewAndNoOthers() {
        var (mirror, targets) = Self.judged()
        let draft = EventDraft(
            time: Fixtures.evening, actor: "jo", kind: .aliasMove, phase: .intent, action: "ACT-1", command: "rollback",
            target: targets[2], before: Routing(pointer: "2"), after: Routing(pointer: "1"), revisionBefore: "r-1")
        mirror.record([Event(seq: 1, draft: draft, previous: "", hash: "")])
        let judgement = mirror.takeJudgement(Self.now(1))
        #expect(Self.scope(judgement) == [targets[2]])
        #expect(judgement?.sources?.book.ledger.openAction(on: targets[2])?.id == "ACT-1")
    }

    @Test func versionsReadForTheFirstTimeAreToldTogether() {
        var (mirror, targets) = Self.judged()
        func read(_ target: Target, at seconds: Int64) {
            let version = FunctionVersion(version: "2", publishedAt: Fixtures.evening)
            mirror.observe(Self.update(.versions(function: target.function, [version]), at: seconds))
        }
        read(targets[0], at: 1)
        #expect(mirror.takeJudgement(Self.now(1))?.sources == nil)
        read(targets[1], at: 2)
        #expect(mirror.takeJudgement(Self.now(2))?.sources == nil)
        // Due ten seconds after the first telling, without a further reading.
        #expect(mirror.takeJudgement(Self.now(9)) == nil)
        let told = mirror.takeJudgement(Self.now(10))
        #expect(told?.sources != nil)
        #expect(told?.picture.versions.count == 2)
        #expect(mirror.takeJudgement(Self.now(21)) == nil)
    }
}
