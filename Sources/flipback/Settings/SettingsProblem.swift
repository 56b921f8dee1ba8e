/// One thing wrong with a file that a person wrote: `path:line: text`.
struct SettingsProblem: Hashable, Sendable, Comparable, CustomStringConvertible {
    var path: String
    var line: Int
    var text: String

    var description: String { "\(path):\(line): \(text)" }
    static func < (a: SettingsProblem, b: SettingsProblem) -> Bool { (a.line, a.text) < (b.line, b.text) }
}

/// All problems of a file at once, in the order of its lines.
struct SettingsRejected: Error, Hashable, Sendable, CustomStringConvertible {
    var problems: [SettingsProblem]
    var description: String { problems.map(\.description).joined(separator: "\n") }
    var failure: Failure { Failure(.usage, code: "settings", description) }
}
