import AWSGateway

/// Secrets of the settings, where they are.
struct SecretLookup: Sendable {
    let environment: ProcessEnvironment
    /// For messages.
    let settingsPath: String

    /// - Throws: what is missing, with the line of the settings that asks for it; never the value.
    func value(_ source: SecretSource) throws(Failure) -> Secret<String> {
        switch source {
        case .inline(let hidden, _): return Secret(hidden.value)
        case .environment(let name, let line):
            guard let value = environment.value(name) else {
                throw Failure(.usage, code: "settings", "\(settingsPath):\(line): the environment variable \(name) is not set")
            }
            return Secret(value)
        case .file(let path, let line):
            try PrivateFiles.checkFile(path)
            guard let bytes = try PrivateFiles.read(path, limit: 64 << 10), let text = String(validating: bytes, as: UTF8.self)
            else {
                throw Failure(.usage, code: "settings", "\(settingsPath):\(line): \(path) is not there, or not UTF-8 text")
            }
            let value = text.prefix { $0 != "\n" && $0 != "\r\n" }
            guard !value.isEmpty else {
                throw Failure(.usage, code: "settings", "\(settingsPath):\(line): \(path) is empty")
            }
            return Secret(String(value))
        }
    }

    /// What can be found now, for the log's redactor; what is missing is told where it is needed.
    func known(_ settings: NoticeSettings) -> [String] {
        let values = settings.receivers.flatMap { $0.secrets.values }.compactMap { try? value($0).reveal() }
        // Of a URL that is a secret, its last part is what makes it one.
        let parts = values.filter { ReceiverURL.isAllowed($0) }.compactMap { $0.split(separator: "/").last.map(String.init) }
        return values + parts.filter { $0.utf8.count >= 16 }
    }
}
