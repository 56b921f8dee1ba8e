/// Walks over a JSON text that claims to be canonical (RFC 8785) without building anything of it. What it accepts, `JSONReader` reads and
/// `JSONValue.canonical` writes the same; what it does not accept may still be canonical (member names beyond ASCII, numbers beyond
/// fifteen digits) and must be looked at by those two. Verification spends its time here.
struct CanonicalScan {
    let bytes: UnsafeRawBufferPointer
    var at = 0
    /// Whether a string since the last reset had an escape in it.
    var hasEscape = false

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The byte at the position; 0 past the end, which no rule accepts.
    var next: UInt8 { at < bytes.count ? bytes[at] : 0 }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        at += 1
        return true
    }

    mutating func value(depth: Int) -> Bool {
        guard depth <= JSONReader.depthLimit else { return false }
        switch next {
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return array(depth: depth)
        case UInt8(ascii: "t"): return literal("true")
        case UInt8(ascii: "f"): return literal("false")
        case UInt8(ascii: "n"): return literal("null")
        default: return number()
        }
    }

    mutating func literal(_ text: StaticString) -> Bool {
        let end = at + text.utf8CodeUnitCount
        guard end <= bytes.count, text.withUTF8Buffer({ $0.elementsEqual(bytes[at..<end]) }) else { return false }
        at = end
        return true
    }

    private mutating func object(depth: Int) -> Bool {
        at += 1
        if take(UInt8(ascii: "}")) { return true }
        var last = 0..<0
        repeat {
            guard name(after: &last) != nil, value(depth: depth + 1) else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}"))
    }

    private mutating func array(depth: Int) -> Bool {
        at += 1
        if take(UInt8(ascii: "]")) { return true }
        repeat {
            guard value(depth: depth + 1) else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]"))
    }

    /// A member's name, plain ASCII and behind the one before it, and its colon. `last` becomes its range.
    mutating func name(after last: inout Range<Int>) -> Range<Int>? {
        let start = at + 1
        hasEscape = false
        guard next == UInt8(ascii: "\""), string(onlyASCII: true), !hasEscape else { return nil }
        let name = start..<at - 1
        guard last.isEmpty || isOrdered(last, name), take(UInt8(ascii: ":")), !name.isEmpty else { return nil }
        last = name
        return name
    }

    private func isOrdered(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
        bytes[a].lexicographicallyPrecedes(bytes[b])
    }

    /// From the opening quote to behind the closing one.
    mutating func string(onlyASCII: Bool = false) -> Bool {
        at += 1
        let start = at
        var isASCII = true
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") {
                guard escape() else { return false }
                hasEscape = true
                continue
            }
            if byte < 0x20 { return false }
            if byte >= 0x80 { isASCII = false }
            at += 1
        }
        guard next == UInt8(ascii: "\"") else { return false }
        if !isASCII, onlyASCII || String(validating: bytes[start..<at], as: UTF8.self) == nil { return false }
        at += 1
        return true
    }

    /// The shortest escape of a character that needs one.
    private mutating func escape() -> Bool {
        guard at + 1 < bytes.count else { return false }
        switch bytes[at + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"),
            UInt8(ascii: "t"):
            at += 2
            return true
        case UInt8(ascii: "u"):
            guard at + 5 < bytes.count, bytes[at + 2] == UInt8(ascii: "0"), bytes[at + 3] == UInt8(ascii: "0") else {
                return false
            }
            let low = bytes[at + 5]
            let hasShorter = [UInt8(ascii: "8"), UInt8(ascii: "9"), UInt8(ascii: "a"), UInt8(ascii: "c"), UInt8(ascii: "d")]
                .contains(low)
            let isHex = (0x30...0x39).contains(low) || (0x61...0x66).contains(low)
            guard isHex, bytes[at + 4] == UInt8(ascii: "1") || bytes[at + 4] == UInt8(ascii: "0") && !hasShorter else {
                return false
            }
            at += 6
            return true
        default: return false
        }
    }

    /// A whole number of at most fifteen digits, or a decimal one of at most fifteen digits that ECMAScript writes without an exponent: of
    /// those no two are the same double, so a text without superfluous zeros is the shortest one.
    mutating func number() -> Bool {
        let isNegative = take(UInt8(ascii: "-"))
        let whole = at
        skipDigits()
        let wholeDigits = at - whole
        guard wholeDigits > 0, wholeDigits <= 15 else { return false }
        let isZero = bytes[whole] == UInt8(ascii: "0")
        if isZero, wholeDigits > 1 { return false }
        guard next == UInt8(ascii: ".") else {
            return next != UInt8(ascii: "e") && next != UInt8(ascii: "E") && !(isZero && isNegative)
        }
        at += 1
        let fraction = at
        skipDigits()
        guard at > fraction, bytes[at - 1] != UInt8(ascii: "0"), next != UInt8(ascii: "e"), next != UInt8(ascii: "E"),
            (isZero ? 0 : wholeDigits) + at - fraction <= 15
        else { return false }
        if !isZero { return true }
        return bytes[fraction..<at].prefix { $0 == UInt8(ascii: "0") }.count <= 5
    }

    private mutating func skipDigits() {
        while next >= UInt8(ascii: "0"), next <= UInt8(ascii: "9") { at += 1 }
    }
}
