import ConsoleRuntime
import ConsoleUI
import IncidentEngine
import IncidentModel
import Notices

/// The deliveries that a console makes in the background: what fails is told in its message log, and nothing waits for them.
enum ConsoleDeliveries {
    /// Nil where there is nobody to tell, or where nothing may be written (watch mode).
    @MainActor
    static func start(_ launch: ConsoleLaunch, runner: ConsoleRunner) -> Task<Void, Never>? {
        let settings = launch.choices.settings.notices
        guard let outbox = launch.outbox, !settings.receivers.isEmpty else { return nil }
        // A drill needs no network, unless its notices are wanted.
        guard launch.observers.mode != .drill || settings.drills else { return nil }
        let clock = launch.observers.clock
        let post: @MainActor @Sendable (Notice.Level, String) -> Void = { level, text in
            runner.post(.notice(Notice(at: clock.now.time, level: level, text: DisplayText(text))))
        }
        let receivers = Receivers(launch.choices)
        for problem in receivers.problems {
            post(.warning, "notices to \(problem.name) wait: \(problem.failure.text)")
        }
        let worker = DeliveryWorker(
            outbox: outbox, journal: launch.wholeJournal, receivers: receivers.ready, clock: WallClock(),
            owner: ProcessMark.operatorSession.id,
            told: { news in
                Task { @MainActor in post(news.isBad ? .error : .info, news.text) }
            })
        return Task.detached { await worker.run() }
    }
}
