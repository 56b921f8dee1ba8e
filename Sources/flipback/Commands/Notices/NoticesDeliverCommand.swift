import ArgumentParser
import IncidentEngine
import IncidentModel
import Journal
import Notices
import Synchronization

struct NoticesDeliverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliver", abstract: "Deliver what is due, for scripts and timers on hosts without an open console.",
        discussion: """
            One process delivers at a time; while a console does, this ends at once. Exit code 0 when nothing is left, 75 when something has to be \
            tried again later, 1 when something was given up.
            """)

    @Flag(name: .customLong("until-empty"), help: "Go on, with pauses, until nothing is pending any more.") var untilEmpty = false
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let receivers = Receivers(context.choices)
            for problem in receivers.problems { context.output.note("\(problem.name): \(problem.failure.text)") }
            let journal = try context.journal()
            let broken = Mutex<JournalFailure?>(nil)
            let worker = DeliveryWorker(
                outbox: journal, journal: journal, receivers: receivers.ready, clock: WallClock(),
                owner: ProcessMark.operatorSession.id, poll: .milliseconds(200),
                told: { [output = context.output] news in
                    if case .outbox(let failure) = news { broken.withLock { $0 = failure } }
                    output.note(news.text)
                })
            let isEmpty = try await journal.notices([.pending], limit: 1).isEmpty
            let summary = isEmpty ? DeliverySummary() : await worker.drain(untilEmpty: untilEmpty)
            if let failure = broken.withLock({ $0 }) { throw Failure(failure) }
            let left = try await journal.notices([.pending], limit: .max)
            context.output.document(JSONDocuments.deliveries(summary, left: left.count))
            context.output.say(Words.deliveries(summary, left: left.count))
            if summary.dead > 0 { return .unexpected }
            return left.isEmpty || summary.isHeldElsewhere ? .done : .throttled
        }
    }
}
