import TerminalCanvas

/// What single keys mean.
enum KeyTable {
    /// nil: a key the console has no use for.
    static func key(_ raw: RawKey) -> Key? {
        switch raw {
        case .named(let named): key(named)
        case .character(let scalar): key(scalar)
        }
    }

    private static func key(_ named: NamedKey) -> Key? {
        switch named {
        case .up: .up
        case .down: .down
        case .left: .left
        case .right: .right
        case .pageUp: .pageUp
        case .pageDown: .pageDown
        case .home: .home
        case .end: .end
        case .backspace: .backspace
        case .delete: .delete
        case .enter: .enter
        case .backTab: .backTab
        case .function(let number): .function(number)
        case .pasteBegin, .pasteEnd, .other: nil
        }
    }

    private static func key(_ scalar: Unicode.Scalar) -> Key? {
        switch scalar.value {
        case 0x0D, 0x0A: .enter
        case 0x09: .tab
        case 0x1B: .escape
        case 0x08, 0x7F: .backspace
        case 0x00: .control(" ")
        case 0x01...0x1A: Unicode.Scalar(scalar.value + 0x60).map { .control(Character($0)) }
        case 0x1C...0x1F: Unicode.Scalar(scalar.value + 0x40).map { .control(Character($0)) }
        case 0x80..<0xA0: nil
        default: .character(Character(scalar))
        }
    }

    /// A key by its control sequence, for terminals that send what their terminfo entry does not list.
    static func sequence(_ parameters: String, final: Unicode.Scalar, isSS3: Bool) -> Key? {
        if final == "~" { return tilde[parameters] }
        guard parameters.isEmpty || parameters == "1" else { return nil }
        if final == "M" { return isSS3 ? .enter : nil }
        return plain[final]
    }

    private static let plain: [Unicode.Scalar: Key] = [
        "A": .up, "B": .down, "C": .right, "D": .left, "H": .home, "F": .end, "Z": .backTab, "P": .function(1),
        "Q": .function(2), "R": .function(3), "S": .function(4),
    ]
    private static let tilde: [String: Key] = [
        "1": .home, "7": .home, "3": .delete, "4": .end, "8": .end, "5": .pageUp, "6": .pageDown, "11": .function(1),
        "12": .function(2), "13": .function(3), "14": .function(4), "15": .function(5), "17": .function(6), "18": .function(7),
        "19": .function(8), "20": .function(9), "21": .function(10), "23": .function(11), "24": .function(12),
    ]
}
