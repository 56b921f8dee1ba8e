/// Makes control and invisible characters visible (`reference/terminal-aws-and-test-programme.md` B2.1): C0, C1 and DEL as `\xNN`;
/// bidi controls, line and paragraph separators, zero-width, tag and other format characters as `<U+NNNN>`; at most two
/// combining marks in a row, and none without a character before it; cut at a limit. Pure and total: any Swift string in, printable text out.
package enum Sanitiser {
    /// - Parameter limit: the most characters of the result; what is cut ends in `…`. Every scalar but a combining mark counts as one,
    ///   so that a character that Unicode lets grow without end (conjoining Hangul) is cut as well.
    package static func sanitise(_ raw: String, limit: Int) -> String {
        if isPlain(raw, limit: limit) { return raw }
        guard limit > 0 else { return "" }
        var result = String.UnicodeScalarView()
        var count = 0
        var combining = 0
        /// How many scalars may stand before `…`, should the text turn out too long.
        var kept = 0
        var scalars = 0
        for scalar in raw.unicodeScalars {
            if let visible = visibleForm(of: scalar, isFirst: result.isEmpty) {
                result.append(contentsOf: visible.unicodeScalars)
                count += visible.unicodeScalars.count
                scalars += visible.unicodeScalars.count
                combining = 0
            } else if scalar.properties.isMark {
                combining += 1
                guard combining <= 2 else { continue }
                result.append(scalar)
                scalars += 1
            } else {
                result.append(scalar)
                count += 1
                scalars += 1
                combining = 0
            }
            if count < limit { kept = scalars }
            if count > limit { return String(String.UnicodeScalarView(result.prefix(kept))) + "…" }
        }
        return String(result)
    }

    /// The overwhelmingly common case, without a walk over scalars' properties: printable ASCII within the limit.
    private static func isPlain(_ raw: String, limit: Int) -> Bool {
        var count = 0
        for byte in raw.utf8 {
            guard byte >= 0x20, byte < 0x7F else { return false }
            count += 1
        }
        return count <= limit
    }

    private static func visibleForm(of scalar: Unicode.Scalar, isFirst: Bool) -> String? {
        switch scalar.value {
        case 0x20..<0x7F:
            return nil
        case 0x00..<0x20, 0x7F..<0xA0:
            let hex = String(scalar.value, radix: 16, uppercase: true)
            return "\\x" + (hex.count < 2 ? "0" + hex : hex)
        case 0xFFF9...0xFFFB, 0x2800:
            return codePoint(scalar)
        default:
            break
        }
        // Variation selectors, fillers and joiners are marks or letters to Unicode, and nothing at all to the eye.
        if scalar.properties.isDefaultIgnorableCodePoint { return codePoint(scalar) }
        if isFirst, scalar.properties.isMark { return codePoint(scalar) }
        switch scalar.properties.generalCategory {
        case .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned, .control:
            return codePoint(scalar)
        default:
            return nil
        }
    }

    private static func codePoint(_ scalar: Unicode.Scalar) -> String {
        let hex = String(scalar.value, radix: 16, uppercase: true)
        return "<U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex + ">"
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isMark: Bool {
        switch generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark: true
        default: false
        }
    }
}
