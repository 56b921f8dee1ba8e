package import IncidentEngine
package import IncidentModel

/// What the people at a console should know of the deliveries.
package enum DeliveryNews: Hashable, Sendable {
    /// A receiver does not take notices; told once until it does again. They are kept and tried again.
    case failing(receiver: String, why: DisplayText)
    case recovered(receiver: String)
    case dead(OutboxNotice, why: DisplayText)
    case outbox(JournalFailure)

    package var isBad: Bool {
        if case .recovered = self { false } else { true }
    }

    /// A sentence with the next thing to do.
    package var text: String {
        switch self {
        case .failing(let receiver, let why): "notices to \(receiver) are late and tried again: \(why)"
        case .recovered(let receiver): "\(receiver) takes notices again"
        case .dead(let notice, let why):
            "NOT DELIVERED to \(notice.draft.receiver): \(why). After mending it: flipback notices replay \(notice.id)"
        case .outbox(let failure): "notices are not delivered, since the outbox cannot be used: \(failure)"
        }
    }
}
