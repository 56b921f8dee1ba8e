import IncidentEngine
import IncidentModel
import Notices

extension Words {
    /// - Parameter receivers: those of the settings; what waits for another is marked.
    static func notices(_ notices: [OutboxNotice], receivers: Set<String>) -> [String] {
        if notices.isEmpty { return ["no notice is on record"] }
        var table = Table([
            ("ID", .right), ("STATE", .left), ("RECEIVER", .left), ("INCIDENT", .left), ("EVENT", .left), ("TRIES", .right),
            ("", .left),
        ])
        for notice in notices {
            table.add([
                "\(notice.id)", notice.state.rawValue, safe(notice.draft.receiver), safe(notice.event.draft.incident ?? ""),
                notice.draft.isTest ? "TEST" : notice.event.draft.kind.rawValue, "\(notice.attempts)",
                fate(notice, isKnown: receivers.contains(notice.draft.receiver)),
            ])
        }
        return table.lines
    }

    private static func fate(_ notice: OutboxNotice, isKnown: Bool) -> String {
        switch notice.state {
        case .delivered:
            return [notice.deliveredAt?.rfc3339, notice.reference.map { safe($0) }].compactMap(\.self).joined(separator: "  ")
        case .dead: return notice.failure?.text ?? ""
        case .pending:
            if !isKnown { return "these settings have no receiver of that name" }
            guard let failure = notice.failure else { return "" }
            return "again at \(notice.due.rfc3339): \(failure)"
        }
    }

    static func delivery(_ delivery: Delivery, receiver: String) -> String {
        switch delivery {
        case .delivered(let reference): "\(safe(receiver)) took the test\(reference.map { " (\(safe($0)))" } ?? "")"
        case .retry(let why, _): "\(safe(receiver)) did not take the test, which may pass: \(why)"
        case .dead(let why): "\(safe(receiver)) refused the test: \(why)"
        }
    }

    static func deliveries(_ summary: DeliverySummary, left: Int) -> String {
        if summary.isHeldElsewhere { return "another process delivers (an open console); \(left) notices are pending" }
        return "\(summary.delivered) delivered, \(summary.dead) given up, \(left) pending"
    }

    private static func safe(_ text: String) -> String { Sanitiser.sanitise(text, limit: 128) }
}
