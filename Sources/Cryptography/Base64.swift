import COpenSSL

/// Bytes as Base64 (RFC 4648, padded, one line), the form that `base64 -d` reads.
package enum Base64 {
    package static func encode(_ bytes: [UInt8]) -> String {
        let size = (bytes.count + 2) / 3 * 4
        let digits = [UInt8](unsafeUninitializedCapacity: size + 1) { out, count in
            let written = out.baseAddress.map { COpenSSL_base64(bytes, bytes.count, $0) == 1 } ?? false
            precondition(written, "OpenSSL cannot write Base64 on this machine")
            count = size
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Nil for anything that `encode` does not write: other characters, wrong padding, bits behind the last byte.
    package static func decode(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 4) else { return nil }
        let padding = digits.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 4 * 3)
        var bits: UInt32 = 0
        for (index, digit) in digits.enumerated() {
            guard let value = index < digits.count - padding ? value(digit) : 0 else { return nil }
            bits = bits << 6 | value
            guard index % 4 == 3 else { continue }
            bytes += [16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> $0) }
            bits = 0
        }
        guard bytes.suffix(padding).allSatisfy({ $0 == 0 }) else { return nil }
        bytes.removeLast(padding)
        return encode(bytes) == text ? bytes : nil
    }

    private static func value(_ digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
