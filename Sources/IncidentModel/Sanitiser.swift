/// Makes control and invisible characters visible (`reference/terminal-aws-and-test-programme.md` B2.1): C0, C1 and DEL as `\xNN`;
/// bidi controls, line and paragraph separators, zero-width, tag and other format characters as `<U+NNNN>`; at most two
/// combining marks in a row; cut at a limit. Pure and total: any Swift string in, printable text out.
package enum Sanitiser {
    package static func sanitise(_ raw: String, limit: Int) -> String {
        if isPlain(raw, limit: limit) { return raw }
        var result = ""
        var combining = 0
        for scalar in raw.unicodeScalars {
            let properties = scalar.properties
            switch properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .spacingMark:
                combining += 1
                if combining <= 2 { result.unicodeScalars.append(scalar) }
                continue
            default:
                combining = 0
            }
            if let visible = visibleForm(of: scalar) {
                result += visible
            } else {
                result.unicodeScalars.append(scalar)
            }
            if result.utf8.count > limit * 8 + 64 { break }
        }
        if result.count > limit { return String(result.prefix(max(0, limit - 1))) + "…" }
        return result
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

    private static func visibleForm(of scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 0x00..<0x20, 0x7F..<0xA0:
            let hex = String(scalar.value, radix: 16, uppercase: true)
            return "\\x" + (hex.count < 2 ? "0" + hex : hex)
        case 0xFFF9...0xFFFB, 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800:
            return codePoint(scalar)
        default:
            break
        }
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
