import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// Somebody else moves the alias while an action runs.
extension OperatorTests {
    @Test func a412WhileItIsStillBadIsDecidedAnewWithTheNewRevision() throws {
        let end = try Bench().run { $0.region.script(.update, [.rival(Routing(pointer: "6", weights: ["7": 0.4]))]) }
        #expect(end.result.outcome == .verified)
        #expect(end.region.count(.update) == 2)
        #expect(end.result.before == Routing(pointer: "6", weights: ["7": 0.4]))
        #expect(end.phases == [.intent, .sent, .intent, .sent, .acknowledged, .verified])
    }

    @Test func a412AfterAPromotionStillTakesTheBadVersionOut() throws {
        let end = try Bench().run { $0.region.script(.update, [.rival(Routing(pointer: "7"))]) }
        #expect(end.result.outcome == .verified)
        #expect(end.region.current(Fixtures.checkout)?.routing == Routing(pointer: "6"))
    }

    @Test func a412OnceItIsGoodElsewhereIsSuperseded() throws {
        let end = try Bench().run { $0.region.script(.update, [.rival(Routing(pointer: "5"))]) }
        #expect(end.result.outcome == .superseded)
        #expect(end.result.refusal?.code == .movedSince)
        #expect(end.result.refusal?.text.contains("v5 100 %") == true)
        #expect(end.region.count(.update) == 1)
    }

    @Test func aThirdVersionBroughtInBySomebodyElseIsLeftAlone() throws {
        let end = try Bench().run { $0.region.script(.update, [.rival(Routing(pointer: "8", weights: ["7": 0.1]))]) }
        #expect(end.result.outcome == .superseded)
        #expect(end.region.current(Fixtures.checkout)?.routing == Routing(pointer: "8", weights: ["7": 0.1]))
    }

    @Test func a412ToTheVeryStateWantedIsVerifiedWithoutAWrite() throws {
        let end = try Bench().run { $0.region.script(.update, [.rival(Routing(pointer: "6"))]) }
        #expect(end.result.outcome == .verified)
        #expect(end.region.applied.map(\.who) == ["rival"])
    }

    @Test func itGivesUpAfterThreeRounds() throws {
        let bad = (1...5).map { FakeRegion.Fault.rival(Routing(pointer: "6", weights: ["7": 0.2 + Double($0) / 10])) }
        let end = try Bench().run { $0.region.script(.update, bad) }
        #expect(end.result.outcome == .superseded)
        #expect(end.region.count(.update) == 3)
    }

    @Test(arguments: [
        Command.promote(Fixtures.checkout), .shift(Fixtures.checkout, to: "7", share: 0.5), .undo(Fixtures.checkout),
    ])
    func onlyAWayOutIsDecidedAnew(command: Command) throws {
        let after = Routing(pointer: "6", weights: ["7": 0.5])
        let end = try Bench(command: command, after: after).run {
            $0.region.script(.update, [.rival(Routing(pointer: "6", weights: ["7": 0.4]))])
        }
        #expect(end.result.outcome == .superseded)
        #expect(end.region.count(.update) == 1)
    }

    @Test func aNewRevisionWithoutAMoveIsNoReasonToStop() throws {
        let same = Routing(pointer: "6", weights: ["7": 0.2])
        let end = try Bench(command: .promote(Fixtures.checkout), after: Routing(pointer: "7")).run {
            $0.region.script(.update, [.rival(same)])
        }
        #expect(end.result.outcome == .verified)
    }

    @Test func aMoveSeenWhileBackingOffIsNotOverwritten() throws {
        let end = try Bench().run {
            $0.region.script(.update, [.fail(.throttled)])
            $0.region.script(.alias, [.rival(Routing(pointer: "5"))])
        }
        #expect(end.result.outcome == .superseded)
        #expect(end.region.count(.update) == 1)
    }

    @Test func aRivalBetweenTheWriteAndTheReadBackSupersedes() throws {
        let end = try Bench().run { $0.region.script(.alias, [.rival(Routing(pointer: "7"))]) }
        #expect(end.result.outcome == .superseded)
        #expect(end.phases.last == .superseded)
    }
}
