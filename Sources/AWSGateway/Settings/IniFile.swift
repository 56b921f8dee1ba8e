/// An AWS config or credentials file as sections of settings, each with its line. The grammar is the one botocore reads these
/// files with (Python's configparser plus one nested level): `[section]`, `name = value` or `name: value`, whole-line comments
/// with `#` or `;`, deeper indented lines continue a value; a value that starts on the next line is a block of nested `name =
/// value` lines.
struct IniFile: Sendable {
    struct Entry: Sendable {
        var value: String
        var nested: [String: Nested] = [:]
        var line: Int
    }
    struct Nested: Sendable {
        var value: String
        var line: Int
    }
    struct Section: Sendable {
        var line: Int
        /// By lower-cased name.
        var entries: [String: Entry] = [:]
    }

    var path: String
    var sections: [String: Section] = [:]

    init(path: String) { self.path = path }

    init(path: String, text: String) throws(SettingsError) {
        self.path = path
        var reader = IniReader(path: path)
        var number = 0
        let body = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
        for line in body.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            try reader.read(line, number: number)
        }
        sections = try reader.finish()
    }
}

/// Line by line reading; a struct so that the state between two lines is visible in one place.
private struct IniReader {
    let path: String
    private var sections: [String: IniFile.Section] = [:]
    private var section: String?
    private var open: (name: String, indent: Int, line: Int, rows: [(text: String, line: Int)])?

    init(path: String) { self.path = path }

    mutating func read(_ line: Substring, number: Int) throws(SettingsError) {
        let trimmed = line.trimmingBlanks
        if trimmed.isEmpty || trimmed.hasPrefix("#") || trimmed.hasPrefix(";") { return }
        let indent = line.prefix { $0 == " " || $0 == "\t" }.count
        if open != nil, indent > (open?.indent ?? 0) {
            open?.rows.append((String(trimmed), number))
            return
        }
        try close()
        if trimmed.hasPrefix("[") {
            guard let end = trimmed.lastIndex(of: "]"), end > trimmed.index(after: trimmed.startIndex) else {
                throw SettingsError(file: path, line: number, "the section header has no closing ']'; write [profile NAME]")
            }
            let name = String(trimmed[trimmed.index(after: trimmed.startIndex)..<end])
            if let earlier = sections[name] {
                throw SettingsError(
                    file: path, line: number,
                    "section [\(clean(name))] is there twice, first on line \(earlier.line); merge the two")
            }
            sections[name] = IniFile.Section(line: number)
            section = name
            return
        }
        guard section != nil else {
            throw SettingsError(
                file: path, line: number, "a setting before the first [section]; start with [default] or [profile NAME]")
        }
        guard let split = trimmed.firstIndex(where: { $0 == "=" || $0 == ":" }), split > trimmed.startIndex else {
            throw SettingsError(file: path, line: number, "expected 'name = value' or a [section]")
        }
        let name = trimmed[..<split].trimmingBlanks.lowercased()
        let value = trimmed[trimmed.index(after: split)...].trimmingBlanks
        open = (name, indent, number, [(String(value), number)])
    }

    mutating func finish() throws(SettingsError) -> [String: IniFile.Section] {
        try close()
        return sections
    }

    private mutating func close() throws(SettingsError) {
        guard let done = open, let section else { return }
        open = nil
        if let earlier = sections[section]?.entries[done.name] {
            throw SettingsError(
                file: path, line: done.line, "'\(clean(done.name))' is set twice in this section, first on line \(earlier.line)")
        }
        var entry = IniFile.Entry(value: done.rows.map(\.text).joined(separator: "\n"), line: done.line)
        if done.rows.count > 1, done.rows[0].text.isEmpty {
            for row in done.rows.dropFirst() {
                guard let split = row.text.firstIndex(of: "=") else {
                    throw SettingsError(
                        file: path, line: row.line, "expected 'name = value' in the block of '\(clean(done.name))'")
                }
                let name = row.text[..<split].trimmingBlanks.lowercased()
                entry.nested[name] = IniFile.Nested(
                    value: String(row.text[row.text.index(after: split)...].trimmingBlanks), line: row.line)
            }
            entry.value = ""
        }
        sections[section]?.entries[done.name] = entry
    }

    /// Names come from a file: made printable before they are quoted in a message.
    private func clean(_ name: String) -> String { printable(name, limit: 80) }
}

extension Substring {
    var trimmingBlanks: Substring {
        var part = self
        while let first = part.first, first.isWhitespace { part = part.dropFirst() }
        while let last = part.last, last.isWhitespace { part = part.dropLast() }
        return part
    }
}
