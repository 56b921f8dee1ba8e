import IncidentEngine
import IncidentModel
import Journal
import Notices

/// A line per receiver: whether its secrets are there, when it was last told something, and what it was not told. Sends nothing.
struct DoctorNotices: Sendable {
    let choices: Choices

    func checks() async -> [DoctorCheck] {
        let settings = choices.settings.notices
        guard !settings.receivers.isEmpty else { return [.ok("notices", "no receiver is configured (notices.receivers)")] }
        let problems = Receivers(choices).problems
        let all: [OutboxNotice]
        do throws(JournalFailure) {
            all = try await SQLiteJournalReader(path: choices.journalPath).notices(
                Set(OutboxNotice.State.allCases), limit: .max)
        } catch {
            return [.warn("notices", "the outbox cannot be read: \(error)", fix: "see the path named")]
        }
        return settings.receivers.map { receiver in
            let problem = problems.first { $0.name == receiver.name }?.failure
            return Self.check(receiver, problem: problem, notices: all.filter { $0.draft.receiver == receiver.name })
        }
    }

    static func check(_ receiver: NoticeSettings.Receiver, problem: Failure?, notices: [OutboxNotice]) -> DoctorCheck {
        let name = "\(receiver.name) (\(receiver.kind.rawValue))"
        if let problem { return .fail("notices", "\(name): \(problem.text)", fix: "its notices wait until that is mended") }
        let last = notices.compactMap(\.deliveredAt).max().map { "last told something at \($0.rfc3339)" } ?? "never told anything"
        let dead = notices.filter { $0.state == .dead && !$0.draft.isTest }
        let late = notices.filter { $0.state == .pending && $0.attempts > 0 }
        if !dead.isEmpty {
            return .warn(
                "notices", "\(name): \(last); \(dead.count) not delivered: \(dead.last?.failure?.text ?? "")",
                fix: "flipback notices list --state dead, mend it, then flipback notices replay --all")
        }
        if let failure = late.last?.failure {
            return .warn(
                "notices", "\(name): \(last); \(late.count) late: \(failure)", fix: "flipback notices test \(receiver.name)")
        }
        let pending = notices.count(where: { $0.state == .pending })
        return .ok("notices", "\(name): \(last)\(pending > 0 ? ", \(pending) pending" : "")")
    }
}
