import IncidentModel
import Logging

/// swift-log's way to the log file: one line a message, redacted, control characters made visible.
struct RedactingLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    let label: String
    let sink: @Sendable (String) -> Void
    let redactor: @Sendable () -> Redactor
    let time: @Sendable () -> Timestamp

    init(
        label: String, level: Logger.Level = .info, redactor: @autoclosure @escaping @Sendable () -> Redactor,
        time: @escaping @Sendable () -> Timestamp,
        sink: @escaping @Sendable (String) -> Void
    ) {
        self.label = label
        logLevel = level
        self.redactor = redactor
        self.time = time
        self.sink = sink
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let fields = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let text = redactor().redact("\(event.message)\(fields)")
        sink("\(time().rfc3339) \(event.level.rawValue) \(label): \(Sanitiser.sanitise(text, limit: 4096))")
    }

    /// Sends every logger of the process to the file; called once, before the first logger is made.
    static func install(_ choices: Choices) {
        let file = LogFile(stateDirectory: choices.stateDirectory)
        let secrets = choices.secrets
        LoggingSystem.bootstrap { label in
            RedactingLogHandler(label: label, redactor: secrets.redactor, time: { WallClock.time }, sink: { file.append($0) })
        }
    }
}
