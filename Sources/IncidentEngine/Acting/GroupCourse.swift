import IncidentModel
import Synchronization

/// Counts what did not end as verified, and stops the group after so many.
final class GroupCourse: Sendable {
    private let policy: GroupPolicy
    private let failed = Mutex(0)

    init(policy: GroupPolicy) { self.policy = policy }

    func ended(_ outcome: ActionOutcome) {
        if outcome != .verified { failed.withLock { $0 += 1 } }
    }

    func stopped(before target: Target) -> Refusal? {
        guard let limit = policy.stopAfter else { return nil }
        let count = failed.withLock { $0 }
        guard count >= max(1, limit) else { return nil }
        return Refusal(
            .groupStopped,
            "\(target) was not begun: \(count) of its group did not end as verified, and the group stops after \(max(1, limit)); look at "
                + "those first, then run the command for the rest")
    }
}
