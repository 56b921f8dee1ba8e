/// What is wrong with an environment variable, a flag or a line of an AWS file, and the next thing to do. Never quotes a value
/// that could be a secret.
package struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Path of the file, or nil when the text names a variable or flag.
    package var file: String?
    /// From 1.
    package var line: Int?
    package var text: String

    package init(file: String? = nil, line: Int? = nil, _ text: String) {
        self.file = file
        self.line = line
        self.text = text
    }

    /// `/home/jo/.aws/config:12: …`, the form that editors and terminals turn into a link.
    package var description: String {
        guard let file else { return text }
        return "\(file)\(line.map { ":\($0)" } ?? ""): \(text)"
    }
}
