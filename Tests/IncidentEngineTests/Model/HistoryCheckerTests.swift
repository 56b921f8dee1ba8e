import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// The checker itself: a sound history has no violation, and each way of spoiling it has its own.
struct HistoryCheckerTests {
    /// A schedule with a verified abort that stopped a deployment and wrote the alias itself.
    private static let found = Result { try find() }

    private static func find() throws -> (ModelHistory, Int) {
        for seed in 0..<2000 {
            let history = try ModelWorld.history(UInt64(seed))
            let place = history.deeds.firstIndex { deed in
                deed.result.command == "abort" && deed.result.outcome == .verified && deed.plan.stopping != nil
                    && history.applied.contains { $0.who == deed.who && history.action(of: $0) == deed.result.id }
            }
            if let place { return (history, place) }
        }
        throw Bench.Missing()
    }

    private static func expect(_ sign: String, _ spoil: (inout ModelHistory, ModelHistory.Deed) -> Void) throws {
        var (history, place) = try found.get()
        #expect(HistoryChecker.violations(history).isEmpty)
        spoil(&history, history.deeds[place])
        let found = HistoryChecker.violations(history)
        #expect(found.contains { $0.contains(sign) }, "\(sign): \(found)")
    }

    @Test func eachWayOfSpoilingAHistoryIsNamed() throws {
        try Self.expect("lost update") { history, deed in
            history.events.removeAll { $0.draft.action == deed.result.id && $0.draft.phase == .intent }
        }
        try Self.expect("a hole") { history, _ in history.applied.remove(at: 0) }
        try Self.expect("0 ends") { history, deed in
            history.events.removeAll { $0.draft.action == deed.result.id && $0.draft.phase == .verified }
        }
        try Self.expect("2 ends") { history, deed in
            guard let end = history.events.last(where: { $0.draft.action == deed.result.id }) else { return }
            history.events.append(end)
        }
        try Self.expect("after verified") { history, deed in
            guard let first = history.events.first(where: { $0.draft.action == deed.result.id }) else { return }
            history.events.append(first)
        }
        try Self.expect("otherwise than its report") { history, deed in
            guard let place = history.deeds.firstIndex(where: { $0.result.id == deed.result.id }) else { return }
            history.deeds[place].result.outcome = .unknown
        }
        try Self.expect("says notApplied and was applied") { history, deed in
            guard let place = history.deeds.firstIndex(where: { $0.result.id == deed.result.id }) else { return }
            history.deeds[place].result.outcome = .notApplied
        }
        try Self.expect("was not so") { history, deed in
            guard let place = history.deeds.firstIndex(where: { $0.result.id == deed.result.id }) else { return }
            history.deeds[place].result.revision = "rev-never"
        }
        try Self.expect("never reported") { history, deed in history.deeds.removeAll { $0.result.id == deed.result.id } }
        try Self.expect("is not in the journal") { history, deed in
            history.events.removeAll { $0.draft.action == deed.result.id }
        }
        try Self.expect("afterwards") { history, deed in
            guard let last = history.applied.last, let stopping = deed.plan.stopping, let bad = stopping.targetVersion else {
                return
            }
            var write = last
            write.before = last.after
            write.after.routing = Routing(pointer: bad)
            write.who = "codedeploy \(stopping.id)"
            history.applied.append(write)
        }
    }

    @Test func aSecondWriteOverOnesOwnIsADoubleMove() throws {
        try Self.expect("moved twice") { history, deed in
            guard
                let index = history.applied.lastIndex(where: { write in
                    write.who == deed.who && history.action(of: write) == deed.result.id
                }),
                var intent = history.events.first(where: { $0.draft.action == deed.result.id && $0.draft.phase == .intent })
            else { return }
            var again = history.applied[index]
            again.before = again.after
            again.after.revision = "rev-again"
            intent.draft.before = again.before.routing
            intent.draft.after = again.asked
            intent.draft.revisionBefore = again.before.revision
            history.applied.insert(again, at: index + 1)
            history.events.insert(intent, at: 0)
        }
    }
}
