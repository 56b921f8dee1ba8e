/// How many cells a character takes: one table for layout, drawing and tests. Ambiguous width counts as 1; what the table
/// calls wide is East Asian Width W or F of Unicode 15, which is also what glibc's `wcwidth` answers.
package enum GlyphWidth {
    package static func of(_ character: Character) -> Int { drawable(character).width }

    package static func of(_ text: String) -> Int { plain(text) ?? text.reduce(0) { $0 + of($1) } }

    package static func of(_ text: Substring) -> Int { of(String(text)) }

    /// The cells of a text in which every scalar is a character of one cell, as in most that is drawn, which then needs no search for the
    /// ends of characters; nil when something else is in it.
    static func plain(_ text: String) -> Int? {
        var cells = 0
        for scalar in text.unicodeScalars {
            guard isPlain(scalar.value) else { return nil }
            cells += 1
        }
        return cells
    }

    /// One cell, and nothing that a neighbour could be joined with: ASCII and Latin letters, punctuation, arrows, what frames, bars and graphs
    /// are made of, and the marks of `SymbolSet`.
    private static func isPlain(_ value: UInt32) -> Bool {
        switch value {
        case 0x20..<0x7F, 0xA1..<0xAD, 0xAE..<0x300, 0x2010..<0x2028, 0x2190..<0x2200, 0x2500..<0x25FD, 0x2605, 0x2713, 0x2717,
            0x2800..<0x2900:
            true
        default: false
        }
    }

    /// What a cell can hold of a character: the base with at most three combining marks. Joined emoji and flags are cut to
    /// their first part, since terminals disagree about the width of the whole; controls and line breaks become `?`.
    /// Width 0 (nothing to draw): a lone combining mark or format character.
    package static func drawable(_ character: Character) -> (glyph: Character, width: Int) {
        let scalars = character.unicodeScalars
        guard let base = scalars.first else { return (" ", 0) }
        let wide = width(of: base)
        if wide < 0 { return ("?", 1) }
        if wide == 0 || scalars.index(after: scalars.startIndex) == scalars.endIndex { return (character, wide) }
        var kept = String.UnicodeScalarView([base])
        for scalar in scalars.dropFirst() {
            guard kept.count < 4, width(of: scalar) == 0 else { break }
            if isMark(scalar) || isVowelOrFinalJamo(scalar.value) { kept.append(scalar) }
        }
        return (Character(String(kept)), wide)
    }

    /// −1: a control or line break.
    private static func width(of scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 { return value < 0x20 || (0x7F..<0xA0).contains(value) ? -1 : 1 }
        // Box drawing, blocks, geometric shapes (but two) and braille: most of what a screen draws.
        if (0x2500..<0x25FD).contains(value) || (0x2800..<0x2900).contains(value) { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        case .format: return (0x600...0x605).contains(value) ? 1 : 0
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: return -1
        default: break
        }
        if isVowelOrFinalJamo(value) { return 0 }
        return value >= 0x1100 && isWide(value) ? 2 : 1
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // U+FE0F asks for the emoji look, which is two cells on some terminals only.
        case .nonspacingMark, .enclosingMark: !(0xFE00...0xFE0F).contains(scalar.value)
        default: false
        }
    }

    private static func isVowelOrFinalJamo(_ value: UInt32) -> Bool {
        (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FB).contains(value)
    }

    private static func isWide(_ value: UInt32) -> Bool {
        var (low, high) = (0, wide.count - 1)
        while low <= high {
            let middle = (low + high) / 2
            if value < wide[middle].lowerBound {
                high = middle - 1
            } else if value > wide[middle].upperBound {
                low = middle + 1
            } else {
                return true
            }
        }
        return false
    }

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0, 0x23F3...0x23F3,
        0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F, 0x2693...0x2693, 0x26A1...0x26A1,
        0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA,
        0x26F2...0x26F3, 0x26F5...0x26F5, 0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B,
        0x2728...0x2728, 0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
        0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55, 0x2E80...0x303E,
        0x3041...0xA4C6, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAD9, 0xFE10...0xFE6B, 0xFF01...0xFF60,
        0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FB, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF, 0x1F18E...0x1F18E,
        0x1F191...0x1F19A, 0x1F200...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C, 0x1F37E...0x1F393,
        0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4, 0x1F3F8...0x1F43E,
        0x1F440...0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E, 0x1F550...0x1F567,
        0x1F57A...0x1F57A, 0x1F595...0x1F596, 0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5,
        0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6DF, 0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC,
        0x1F7E0...0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945, 0x1F947...0x1F9FF, 0x1FA70...0x1FAF6,
        0x20000...0x2EBE0, 0x2F800...0x2FA1D, 0x30000...0x3134A,
    ]
}
