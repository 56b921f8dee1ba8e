/// A theme file that can't be used: where, what and the nearest word that would be right.
package struct ThemeError: Error, Hashable, Sendable, CustomStringConvertible {
    package var file: String
    /// 1-based; 0 when the fault is not in one line.
    package var line: Int
    package var text: String
    package var suggestion: String?
    package init(file: String, line: Int, text: String, suggestion: String? = nil) {
        self.file = file
        self.line = line
        self.text = text
        self.suggestion = suggestion
    }

    /// `night.yaml:12: no role is called 'headr'; did you mean 'header'?`
    package var description: String {
        let place = line > 0 ? "\(file):\(line)" : file
        return "\(place): \(text)" + (suggestion.map { "; did you mean '\($0)'?" } ?? "")
    }
}
