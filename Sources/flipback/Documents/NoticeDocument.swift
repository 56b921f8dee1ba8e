import IncidentEngine
import IncidentModel
import Notices

extension JSONDocuments {
    static func notices(_ notices: [OutboxNotice]) -> JSONValue { ["notices": .array(notices.map(notice))] }

    private static func notice(_ notice: OutboxNotice) -> JSONValue {
        [
            "id": JSONValue(notice.id), "receiver": .string(notice.draft.receiver), "key": .string(notice.draft.key),
            "test": .bool(notice.draft.isTest), "state": .string(notice.state.rawValue), "attempts": JSONValue(notice.attempts),
            // A notice that was never tried is due at once, whatever moment its row has.
            "due": notice.state == .pending && notice.attempts > 0 ? JSONValue(notice.due) : .null,
            "failure": JSONValue(notice.failure?.raw), "deliveredAt": JSONValue(notice.deliveredAt),
            "reference": JSONValue(notice.reference), "incident": JSONValue(notice.event.draft.incident),
            "event": [
                "seq": JSONValue(notice.event.seq), "kind": .string(notice.event.draft.kind.rawValue),
                "time": JSONValue(notice.event.draft.time), "hash": .string(notice.event.hash),
            ],
        ]
    }

    static func delivery(_ delivery: Delivery, receiver: String) -> JSONValue {
        let (outcome, reference, why): (String, String?, String?) =
            switch delivery {
            case .delivered(let reference): ("delivered", reference, nil)
            case .retry(let why, _): ("retry", nil, why.text)
            case .dead(let why): ("dead", nil, why.text)
            }
        return [
            "receiver": .string(receiver), "outcome": .string(outcome), "reference": JSONValue(reference),
            "failure": JSONValue(why),
        ]
    }

    static func deliveries(_ summary: DeliverySummary, left: Int) -> JSONValue {
        [
            "delivered": JSONValue(summary.delivered), "dead": JSONValue(summary.dead), "pending": JSONValue(left),
            "heldElsewhere": .bool(summary.isHeldElsewhere),
        ]
    }
}
