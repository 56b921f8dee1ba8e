/// What CloudTrail says of an action of ours that wrote.
package enum TrailProofState: Hashable, Sendable {
    /// Not delivered yet, or not looked for.
    case pending
    /// By the event of this id.
    case proved(eventID: String)
    /// CloudTrail was searched an hour after the action and has no such call.
    case missing

    /// `pending`, `proved`, `missing`
    package var word: String {
        switch self {
        case .pending: "pending"
        case .proved: "proved"
        case .missing: "missing"
        }
    }
}
