/// What a person or a script asks for. Imperative; turned into a `Plan` or a `Refusal` by the planner, never executed directly.
package enum Command: Hashable, Sendable {
    /// Back to last good, or to the version named.
    case rollback(Target, to: VersionID?)
    /// All traffic back to the stable side of a canary (or, later, a running deployment).
    case abort(Target)
    /// All traffic to the canary.
    case promote(Target)
    /// `share` (0…1) of the traffic to the version, the rest to the pointer.
    case shift(Target, to: VersionID, share: Double)
    /// The inverse of the last action on the target.
    case undo(Target)

    package var target: Target {
        switch self {
        case .rollback(let target, _), .abort(let target), .promote(let target), .shift(let target, _, _), .undo(let target):
            target
        }
    }

    /// The word of the command line and of the journal: `rollback`, `abort`, `promote`, `shift`, `undo`.
    package var name: String {
        switch self {
        case .rollback: "rollback"
        case .abort: "abort"
        case .promote: "promote"
        case .shift: "shift"
        case .undo: "undo"
        }
    }
}
