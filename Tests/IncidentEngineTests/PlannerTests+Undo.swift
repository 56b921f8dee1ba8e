import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// An undo goes to where the last action began, or is refused.
extension PlannerTests {
    @Test func undoGoesBackToWhereTheLastActionBegan() throws {
        let before = Routing(pointer: "6", weights: ["7": 0.2])
        let ledger = Self.ledger("rollback", before, Routing(pointer: "6"), made: "275af281-0000")
        let plan = try Self.plan(.undo(Self.target), Routing(pointer: "6"), ledger: ledger)
        #expect(plan.after == before)
        #expect(plan.warnings.contains { $0.contains("puts 20 % of the traffic back on v7") })
    }

    @Test func anUndoCanBeUndone() throws {
        let before = Routing(pointer: "6", weights: ["7": 0.2])
        var ledger = Self.ledger("rollback", before, Routing(pointer: "6"))
        ledger.apply(Self.event(2, "undo", Routing(pointer: "6"), before, .verified, "275af281-0000"))
        #expect(try Self.plan(.undo(Self.target), before, ledger: ledger).after == Routing(pointer: "6"))
    }

    @Test func undoIsRefusedOnceSomebodyElseMovedIt() {
        let ledger = Self.ledger("rollback", Routing(pointer: "7"), Routing(pointer: "6"), made: "rev-ours")
        let refusal = Self.refusal { () throws(Refusal) in
            try Self.plan(.undo(Self.target), Routing(pointer: "5"), ledger: ledger)
        }
        #expect(refusal?.code == .movedSince)
        #expect(refusal?.text.contains("now v5 100 %") == true)
    }

    @Test func undoIsRefusedAtAnotherRevisionEvenOfTheSameRouting() throws {
        let ledger = Self.ledger("rollback", Routing(pointer: "7"), Routing(pointer: "6"), made: "rev-ours")
        let refusal = Self.refusal { () throws(Refusal) in
            try Self.plan(.undo(Self.target), Routing(pointer: "6"), ledger: ledger)
        }
        #expect(refusal?.code == .movedSince)
        #expect(refusal?.text.contains("rev-ours") == true)
        // Where our own revision is not known, the routing is all there is.
        let unknown = Self.ledger("rollback", Routing(pointer: "7"), Routing(pointer: "6"))
        #expect(try Self.plan(.undo(Self.target), Routing(pointer: "6"), ledger: unknown).after == Routing(pointer: "7"))
    }

    @Test(arguments: [("99", Refusal.Code.unknownVersion), ("4", .targetDead)])
    func undoIsRefusedWhenThereIsNothingToGoBackTo(_ version: String, _ code: Refusal.Code) throws {
        let before = Routing(pointer: try #require(VersionID(version)))
        let ledger = Self.ledger("rollback", before, Routing(pointer: "6"))
        #expect(
            Self.refusal { () throws(Refusal) in try Self.plan(.undo(Self.target), Routing(pointer: "6"), ledger: ledger) }?.code
                == code)
    }
}
