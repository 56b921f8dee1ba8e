/// One theme file, already split into keys and scalar values by whoever read it.
package struct ThemeSource: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        /// `["roles", "header.live"]`.
        package var path: [String]
        package var value: String
        /// 1-based.
        package var line: Int
        package init(path: [String], value: String, line: Int) {
            self.path = path
            self.value = value
            self.line = line
        }
    }

    /// What errors call it.
    package var file: String
    package var entries: [Entry]
    package init(file: String, entries: [Entry]) {
        self.file = file
        self.entries = entries
    }

    /// The theme this one is a patch over, and the line that says so.
    package var extends: (name: String, line: Int)? {
        entries.first { $0.path == ["extends"] }.map { ($0.value, $0.line) }
    }
}
