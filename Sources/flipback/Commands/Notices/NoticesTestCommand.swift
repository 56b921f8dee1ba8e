import ArgumentParser
import IncidentEngine
import IncidentModel
import Journal
import Notices

struct NoticesTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Tell one receiver something that is marked as a test, now.",
        discussion: """
            The text says TEST to everybody who reads it. PagerDuty gets an alert that is resolved at once (who is on call may be paged), Jira and \
            ServiceNow a ticket, which stays: close it. Exit code 0 when the receiver took it, 75 when it may work later, 1 when it refused.
            """)

    @Argument(help: "The receiver's name in the settings.") var receiver: String
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let target = try NoticeTest.receiver(receiver, context)
            let journal = try context.journal()
            let clock = WallClock()
            let event = NoticeTest.event(
                actor: SessionPerson.localActor(context.environment.user), head: try await journal.allEvents().last,
                at: clock.now.time)
            let draft = NoticeDraft(
                receiver: receiver, key: "test/\(event.draft.time.milliseconds)/\(receiver)", isTest: true)
            // Kept like every notice, so that `list` tells of it; not left in the outbox to be tried again.
            let notice = try await journal.post(draft, for: event, at: clock.now.time + NoticeTest.untouched)
            let message = NoticeMessage(draft, of: event, incident: nil, showsARNs: target.showsARNs)
            let delivery = await target.deliver(message, reference: nil, now: clock.now.time)
            switch delivery {
            case .delivered(let reference):
                try await journal.delivered(notice.id, at: clock.now.time, reference: reference)
            case .retry(let why, _), .dead(let why): try await journal.failed(notice.id, why: why, next: nil)
            }
            context.output.document(JSONDocuments.delivery(delivery, receiver: receiver))
            context.output.say(Words.delivery(delivery, receiver: receiver))
            return NoticeTest.status(delivery)
        }
    }
}
