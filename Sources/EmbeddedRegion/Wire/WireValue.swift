/// A request or reply body without its notation: the same operation answers JSON, CBOR and query callers.
enum WireValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    /// Milliseconds since 1970; each notation writes it its own way.
    case time(Int64)
    case list([WireValue])
    case map([Member])

    struct Member: Sendable, Equatable {
        var name: String
        var value: WireValue
    }

    /// A map in the given order; nil values are left out, as AWS leaves out what is not set.
    static func object(_ members: [(String, WireValue?)]) -> WireValue {
        .map(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
    }

    static func strings(_ values: [String]) -> WireValue { .list(values.map { .string($0) }) }

    subscript(name: String) -> WireValue? {
        guard case .map(let members) = self, let found = members.first(where: { $0.name == name }),
            found.value != .null
        else { return nil }
        return found.value
    }

    var string: String? {
        if case .string(let text) = self { return text }
        return nil
    }

    /// Integers, integral floats, and digits in text (query callers send everything as text).
    var int: Int? {
        switch self {
        case .int(let value): Int(exactly: value)
        case .double(let value): Int(exactly: value)
        case .string(let text): Int(text)
        default: nil
        }
    }

    var double: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        case .string(let text): Double(text)
        default: nil
        }
    }

    var bool: Bool? {
        switch self {
        case .bool(let value): value
        case .string("true"): true
        case .string("false"): false
        default: nil
        }
    }

    var list: [WireValue]? {
        if case .list(let values) = self { return values }
        return nil
    }

    var members: [Member]? {
        if case .map(let members) = self { return members }
        return nil
    }

    /// Milliseconds since 1970, from epoch seconds (JSON, CBOR) or ISO 8601 text (query).
    var milliseconds: Int64? {
        switch self {
        case .time(let value): return value
        case .int(let seconds): return seconds.multipliedReportingOverflow(by: 1000).overflow ? nil : seconds * 1000
        case .double(let seconds): return abs(seconds) < 1e13 ? Int64((seconds * 1000).rounded()) : nil
        case .string(let text):
            return CivilTime.milliseconds(iso: text) ?? Double(text).flatMap { WireValue.double($0).milliseconds }
        default: return nil
        }
    }
}
