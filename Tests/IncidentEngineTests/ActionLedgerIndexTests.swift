import IncidentModel
import TestSupport
import Testing

@testable import IncidentEngine

/// What the ledger keeps beside the actions must be what a look at all of them would find, whatever order events come in.
@Suite struct ActionLedgerIndexTests {
    private static let targets = ["checkout:prod", "search:prod"].compactMap { Target($0) }

    /// Events of a few actions in any order of phases, some twice, some never ended.
    private static func events(_ seed: UInt64) -> [Event] {
        var generator = SeededGenerator(seed)
        let phases: [ActionPhase] = [.intent, .sent, .acknowledged, .verified, .notApplied, .superseded, .unknown]
        return (1...60).map { seq in
            let number = Int.random(in: 0..<6, using: &generator)
            var draft = EventDraft(time: Timestamp(milliseconds: Int64(seq) * 1000), actor: "jo", kind: .aliasMove)
            draft.action = "a\(number)"
            draft.target = targets[number % 2]
            draft.phase = phases.randomElement(using: &generator)
            draft.command = ["rollback", "abort", "undo", "shift"][number % 4]
            draft.before = Routing(pointer: VersionID(stringLiteral: "\(Int.random(in: 1...4, using: &generator))"))
            draft.after = Routing(pointer: VersionID(stringLiteral: "\(Int.random(in: 1...4, using: &generator))"))
            draft.requestIDs = ["r\(seq)"]
            if Bool.random(using: &generator) { draft.revisionAfter = RevisionID("v\(seq)") }
            switch Int.random(in: 0..<10, using: &generator) {
            case 0:
                draft.kind = .provisionedChange
                draft.details = [
                    "restores": .bool(true), "qualifier": .string("2"), "requested": .number(5),
                    "change": .string(Bool.random(using: &generator) ? "delete" : "put"),
                ]
            case 1:
                draft.kind = .trailProof
                draft.details = [
                    "state": .string(Bool.random(using: &generator) ? "proved" : "missing"), "eventId": .string("e\(seq)"),
                ]
            case 2: draft.kind = .reconciled
            default: break
            }
            return Event(seq: seq, draft: draft, previous: "", hash: "")
        }
    }

    /// By going through every verified action, in the order in which each was last verified.
    private static func rolledAway(_ actions: [ActionLedger.Move]) -> [VersionID: String] {
        var bad: [VersionID: String] = [:]
        for move in actions {
            for version in move.after.versions { bad[version] = nil }
            guard move.command == "rollback" || move.command == "abort" else { continue }
            for version in move.before.versions.subtracting(move.after.versions) { bad[version] = move.id }
        }
        return bad
    }

    @Test(arguments: UInt64(1)...200) func whatIsKeptIsWhatALookAtAllActionsFinds(seed: UInt64) {
        var ledger = ActionLedger()
        for event in Self.events(seed) {
            ledger.apply(event)
            let all = Self.targets.flatMap { ledger.moves(on: $0) }.sorted { $0.seq < $1.seq }
            #expect(ledger.openActions == all.filter(\.isUnfinished))
            #expect(ledger.indebted == all.filter { $0.owed != nil })
            #expect(ledger.unproved == all.filter { $0.proof == .pending || $0.proof == .missing })
            #expect(ledger.unprovedSince == all.filter { $0.proof == .pending }.map(\.startedAt).min())
            for target in Self.targets {
                #expect(ledger.openAction(on: target) == ledger.moves(on: target).last(where: \.isUnfinished))
                let verified = ledger.actions(on: target)
                for number in 1...80 {
                    let revision = RevisionID("v\(number)")
                    #expect(ledger.made(revision, on: target) == verified.contains { $0.revisionAfter == revision })
                }
                let routed = verified.reduce(into: Set<VersionID>()) { $0.formUnion($1.before.versions.union($1.after.versions)) }
                #expect(ledger.everRouted(on: target) == routed)
                #expect(ledger.rolledAway(on: target).mapValues(\.id) == Self.rolledAway(ledger.actions(on: target)))
                #expect(
                    Set(ledger.actions(on: target).map(\.id))
                        == Set(ledger.moves(on: target).filter { $0.phase == .verified }.map(\.id)))
            }
        }
    }
}
