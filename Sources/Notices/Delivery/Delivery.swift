package import IncidentModel

/// What became of one attempt to tell a receiver.
package enum Delivery: Hashable, Sendable {
    /// - Parameter reference: what the receiver calls it: an issue key, a sys_id, a message id.
    case delivered(reference: String?)
    /// It may go through later; not before `after`, where the receiver said so.
    case retry(DisplayText, after: Duration?)
    /// It will never go through as it is: a person has to mend something, then replay it.
    case dead(DisplayText)
}
