import IncidentModel
import Synchronization

/// Where a warning is told that stops nothing: on standard error, and in the console's messages once there is a console.
final class Warnings: Sendable {
    private let sink: Mutex<@Sendable (String) -> Void>

    init(_ sink: @escaping @Sendable (String) -> Void) { self.sink = Mutex(sink) }

    func tell(_ text: String) {
        let sink = sink.withLock { $0 }
        sink(Sanitiser.sanitise(text, limit: 2048))
    }

    func redirect(to sink: @escaping @Sendable (String) -> Void) {
        self.sink.withLock { $0 = sink }
    }
}
