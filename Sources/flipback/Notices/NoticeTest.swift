import IncidentEngine
import IncidentModel
import Notices

/// A notice that is nothing but a test of its way.
enum NoticeTest {
    /// For so long a console leaves the test to the command that sends it.
    static let untouched = Duration.seconds(600)

    static func receiver(_ name: String, _ context: CommandContext) throws(Failure) -> NoticeReceiver {
        let receivers = Receivers(context.choices)
        if let ready = receivers.ready.first(where: { $0.name == name }) { return ready }
        if let problem = receivers.problems.first(where: { $0.name == name }) { throw problem.failure }
        let known = context.choices.settings.notices.receivers.map(\.name)
        let hint = Nearest.match(name, among: known).map { "; did you mean '\($0)'?" }
        let list = known.isEmpty ? "; the settings name none (notices.receivers)" : "; known are " + known.joined(separator: ", ")
        throw Failure.usage("there is no receiver '\(Sanitiser.sanitise(name, limit: 64))' in the settings\(hint ?? list)")
    }

    /// Stands in no journal; it has the place and hash of the newest event, so that the test anchors the journal as every notice does.
    static func event(actor: String, head: Event?, at time: Timestamp) -> Event {
        let draft = EventDraft(
            time: time, actor: actor, kind: .incidentNote, details: ["text": "a test of flipback's notices"])
        let start = String(repeating: "0", count: 64)
        return Event(seq: head?.seq ?? 0, draft: draft, previous: head?.previous ?? start, hash: head?.hash ?? start)
    }

    static func status(_ delivery: Delivery) -> ExitStatus {
        switch delivery {
        case .delivered: .done
        case .retry: .throttled
        case .dead: .unexpected
        }
    }
}
