import IncidentEngine
import IncidentModel
import Synchronization
import TestSupport

/// What happened in one schedule.
struct ModelHistory: Sendable {
    /// One action as its caller saw it.
    struct Deed: Sendable {
        var who: String
        var plan: Plan
        var result: ActionResult
        /// How many writes had been applied when it began and when it was reported.
        var from: Int
        var until: Int
    }

    var start: AliasState
    var applied: [FakeRegion.Applied]
    var events: [Event]
    var deeds: [Deed]

    /// The alias after so many writes.
    func state(_ writes: Int) -> AliasState { writes == 0 ? start : applied[writes - 1].after }

    /// The action whose intent carries the fence of the write.
    func action(of write: FakeRegion.Applied) -> String? {
        events.last { event in
            let draft = event.draft
            return draft.kind == .aliasMove && draft.phase == .intent && draft.actor == write.who
                && draft.revisionBefore == write.before.revision && draft.before == write.before.routing
                && draft.after == write.asked
        }?.draft.action
    }
}

final class ModelDeeds: Sendable {
    private let list = Mutex<[ModelHistory.Deed]>([])
    func add(_ deed: ModelHistory.Deed) { list.withLock { $0.append(deed) } }
    var all: [ModelHistory.Deed] { list.withLock { $0 } }
}
