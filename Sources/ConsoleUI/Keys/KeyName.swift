import TerminalCanvas

/// The written form of a key, in settings, in the footer and in the help.
enum KeyName {
    private static let named: [(String, Key)] = [
        ("enter", .enter), ("esc", .escape), ("tab", .tab), ("shift-tab", .backTab), ("backspace", .backspace),
        ("delete", .delete), ("up", .up), ("down", .down), ("left", .left), ("right", .right), ("pgup", .pageUp),
        ("pgdn", .pageDown), ("home", .home), ("end", .end), ("space", .character(" ")),
    ]

    static func of(_ key: Key) -> String {
        if let known = named.first(where: { $0.1 == key }) { return known.0 }
        return switch key {
        case .character(let character): String(character)
        case .control(let character): "ctrl-\(character)"
        case .function(let number): "f\(number)"
        default: "?"
        }
    }

    static func parse(_ text: String) -> Key? {
        let lower = text.lowercased()
        if let known = named.first(where: { $0.0 == lower }) { return known.1 }
        if text.count == 1, let character = text.first, !character.isWhitespace { return .character(character) }
        if lower.hasPrefix("ctrl-"), lower.count == 6, let letter = lower.last, ("a"..."z").contains(letter) {
            return .control(letter)
        }
        if lower.hasPrefix("f"), let number = Int(lower.dropFirst()), (1...12).contains(number) { return .function(number) }
        return nil
    }
}
