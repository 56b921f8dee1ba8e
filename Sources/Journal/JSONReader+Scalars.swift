import IncidentModel

extension JSONReader {
    mutating func number() throws(JSONReadingError) -> Double {
        let start = at
        if next == UInt8(ascii: "-") { at += 1 }
        let whole = at
        skipDigits()
        guard at > whole, at - whole == 1 || bytes[whole] != UInt8(ascii: "0") else { throw failure("not a JSON value") }
        var isWhole = true
        if next == UInt8(ascii: ".") {
            isWhole = false
            at += 1
            let fraction = at
            skipDigits()
            guard at > fraction else { throw failure("a number ends in its decimal point") }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isWhole = false
            at += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { at += 1 }
            let exponent = at
            skipDigits()
            guard at > exponent else { throw failure("a number has no exponent") }
        }
        // 15 digits are exact in a double, and in an Int64 on the way.
        if isWhole, at - whole <= 15 {
            let magnitude = bytes[whole..<at].reduce(Int64(0)) { $0 * 10 + Int64($1 - 48) }
            return whole > start ? -Double(magnitude) : Double(magnitude)
        }
        guard let value = Double(String(decoding: bytes[start..<at], as: UTF8.self)), value.isFinite else {
            throw failure("a number is out of range")
        }
        return value
    }

    private mutating func skipDigits() {
        while next >= UInt8(ascii: "0"), next <= UInt8(ascii: "9") { at += 1 }
    }

    mutating func string() throws(JSONReadingError) -> String {
        at += 1
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\"), bytes[at] >= 0x20 { at += 1 }
        guard next == UInt8(ascii: "\\") else {
            let text = String(validating: bytes[start..<at], as: UTF8.self)
            return try close(text)
        }
        var decoded = Array(bytes[start..<at])
        while at < bytes.count, bytes[at] != UInt8(ascii: "\""), bytes[at] >= 0x20 {
            let byte = bytes[at]
            at += 1
            if byte == UInt8(ascii: "\\") {
                try escape(into: &decoded)
            } else {
                decoded.append(byte)
            }
        }
        return try close(String(validating: decoded, as: UTF8.self))
    }

    private mutating func close(_ text: String?) throws(JSONReadingError) -> String {
        guard next == UInt8(ascii: "\"") else { throw failure("a string is not closed, or has a control character in it") }
        guard let text else { throw failure("a string is not UTF-8") }
        at += 1
        return text
    }

    private mutating func escape(into decoded: inout [UInt8]) throws(JSONReadingError) {
        let letter = next
        at += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(letter)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"):
            var value = try fourHexDigits()
            if (0xD800..<0xDC00).contains(value), next == UInt8(ascii: "\\") {
                at += 1
                guard next == UInt8(ascii: "u") else { throw failure("half a surrogate pair") }
                at += 1
                let low = try fourHexDigits()
                guard (0xDC00..<0xE000).contains(low) else { throw failure("half a surrogate pair") }
                value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(value) else { throw failure("half a surrogate pair") }
            decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        default: throw failure("an escape that JSON does not have")
        }
    }

    private mutating func fourHexDigits() throws(JSONReadingError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch next {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = next - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = next - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = next - UInt8(ascii: "A") + 10
            default: throw failure("not four hexadecimal digits after \\u")
            }
            value = value << 4 | UInt32(digit)
            at += 1
        }
        return value
    }
}
