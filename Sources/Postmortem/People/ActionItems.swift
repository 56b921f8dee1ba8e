package import IncidentModel

/// Something that is to be done after an incident, as a person wrote it down.
package struct ActionItem: Hashable, Sendable {
    package var text: DisplayText
    package var isDone: Bool
    /// Line within the section, from 1.
    package var line: Int

    package init(text: DisplayText, isDone: Bool, line: Int) {
        self.text = text
        self.isDone = isDone
        self.line = line
    }
}

/// Reads the section `action-items` of a postmortem.
package enum ActionItems {
    /// What the shipped sections show as an example; it is nobody's item.
    static let example = "what, who, until when"

    /// The items that an incident's record does not have yet, each once: the words of the notes, marked `action-item`, that are to be written.
    /// They are told apart by their words alone, whatever stands in their boxes and however they are broken into lines.
    /// - Parameter redacting: as the journal takes secrets out of what it is given.
    package static func unrecorded(
        _ items: [ActionItem], in incident: Incident, redacting: (String) -> String = { $0 }
    ) -> [String] {
        var known = Set(incident.notes.filter { $0.mark == .actionItem }.map { words($0.text.raw) })
        known.insert(example)
        return items.map { words($0.text.raw) }.filter { words in
            let kept = self.words(redacting(words))
            return !words.isEmpty && !known.contains(words) && known.insert(kept).inserted
        }
    }

    private static func words(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    /// The tasks of a section: `- [ ] text`, `* [x] text`, `1. [ ] text`. Indented lines below one belong to it; anything else is no task.
    package static func read(_ section: String) -> [ActionItem] {
        var items: [ActionItem] = []
        var goesOn = false
        for (index, line) in section.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            if let (isDone, text) = task(line) {
                goesOn = !text.isEmpty
                if goesOn { items.append(ActionItem(text: DisplayText(text), isDone: isDone, line: index + 1)) }
            } else if goesOn, let first = line.first, first == " " || first == "\t", !line.allSatisfy(\.isWhitespace),
                let last = items.last
            {
                items[items.count - 1].text = DisplayText("\(last.text.raw) \(trimmed(line))")
            } else {
                goesOn = false
            }
        }
        return items
    }

    private static func task(_ line: Substring) -> (Bool, String)? {
        var rest = line.drop { $0 == " " || $0 == "\t" }
        if let bullet = rest.first, "-*+".contains(bullet) {
            rest = rest.dropFirst()
        } else {
            let digits = rest.prefix(while: \.isASCIIDigit)
            guard (1...9).contains(digits.count), let stop = rest.dropFirst(digits.count).first, stop == "." || stop == ")" else {
                return nil
            }
            rest = rest.dropFirst(digits.count + 1)
        }
        guard rest.first == " " || rest.first == "\t" else { return nil }
        rest = rest.drop { $0 == " " || $0 == "\t" }
        let box = rest.prefix(3)
        guard box == "[ ]" || box == "[x]" || box == "[X]" else { return nil }
        return (box != "[ ]", trimmed(rest.dropFirst(3)))
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text.drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
