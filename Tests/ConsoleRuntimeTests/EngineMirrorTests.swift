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
}
