package import IncidentModel

/// Why a text is not the JSON that the journal writes.
package struct JSONReadingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Offset in bytes from the start of the text.
    package var offset: Int
    package var text: String
    package var description: String { "byte \(offset): \(text)" }
}

/// Reads one JSON document (RFC 8259) strictly: valid UTF-8, no member twice, no lone surrogate, nothing after the end. Strict because a
/// stored body is evidence: two readers must never see two different events in it.
package struct JSONReader {
    /// Deeper nesting is refused, so that a forged body cannot exhaust the stack.
    package static let depthLimit = 64

    let bytes: [UInt8]
    var at = 0

    package static func read(_ bytes: [UInt8]) throws(JSONReadingError) -> JSONValue {
        var reader = JSONReader(bytes: bytes)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.at == bytes.count else { throw reader.failure("text after the end of the document") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    func failure(_ text: String) -> JSONReadingError { JSONReadingError(offset: at, text: text) }

    /// The byte at the reading position; 0 past the end, which no rule accepts.
    var next: UInt8 { at < bytes.count ? bytes[at] : 0 }

    private mutating func skipSpace() {
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 { at += 1 }
    }

    private mutating func value(depth: Int) throws(JSONReadingError) -> JSONValue {
        guard depth <= Self.depthLimit else { throw failure("nested deeper than \(Self.depthLimit) levels") }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONReadingError) -> JSONValue {
        let end = at + text.utf8CodeUnitCount
        guard end <= bytes.count,
            text.withUTF8Buffer({ $0.elementsEqual(bytes[at..<end]) })
        else { throw failure("not a JSON value") }
        at = end
        return value
    }

    private mutating func object(depth: Int) throws(JSONReadingError) -> JSONValue {
        at += 1
        var members: [String: JSONValue] = [:]
        skipSpace()
        if next == UInt8(ascii: "}") {
            at += 1
            return .object(members)
        }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw failure("a member's name is missing") }
            let name = try string()
            skipSpace()
            guard next == UInt8(ascii: ":") else { throw failure("a colon is missing after a member's name") }
            at += 1
            guard members.updateValue(try value(depth: depth + 1), forKey: name) == nil else {
                throw failure("the member '\(name)' is there twice")
            }
            skipSpace()
            if next == UInt8(ascii: "}") { break }
            guard next == UInt8(ascii: ",") else { throw failure("an object is not closed") }
            at += 1
        }
        at += 1
        return .object(members)
    }

    private mutating func array(depth: Int) throws(JSONReadingError) -> JSONValue {
        at += 1
        var values: [JSONValue] = []
        skipSpace()
        if next == UInt8(ascii: "]") {
            at += 1
            return .array(values)
        }
        while true {
            values.append(try value(depth: depth + 1))
            skipSpace()
            if next == UInt8(ascii: "]") { break }
            guard next == UInt8(ascii: ",") else { throw failure("an array is not closed") }
            at += 1
        }
        at += 1
        return .array(values)
    }
}
