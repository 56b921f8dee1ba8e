/// Reads one CBOR item after another; every malformed or truncated input ends in nil.
struct CBORReader {
    private let bytes: [UInt8]
    private var index = 0
    private static let depthLimit = 64

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func item(depth: Int) -> WireValue? {
        guard depth < Self.depthLimit, let first = byte() else { return nil }
        let major = first >> 5
        let info = first & 31
        if major == 7 { return simple(info) }
        if info == 31 { return indefinite(major, depth: depth) }
        guard let count = argument(info) else { return nil }
        switch major {
        case 0: return Int64(exactly: count).map { .int($0) }
        case 1: return Int64(exactly: count).map { .int(-1 - $0) }
        case 2: return raw(count).map { .string(String(decoding: $0, as: UTF8.self)) }
        case 3: return raw(count).flatMap { String(validating: $0, as: UTF8.self) }.map { .string($0) }
        case 4: return list(count, depth: depth)
        case 5: return map(count, depth: depth)
        default:
            guard let inner = item(depth: depth + 1) else { return nil }
            return count == 1 ? inner.milliseconds.map { .time($0) } : inner
        }
    }

    private mutating func simple(_ info: UInt8) -> WireValue? {
        switch info {
        case 20: return .bool(false)
        case 21: return .bool(true)
        case 22, 23: return .null
        case 25: return big(2).map { .double(Double(Float16(bitPattern: UInt16($0)))) }
        case 26: return big(4).map { .double(Double(Float(bitPattern: UInt32($0)))) }
        case 27: return big(8).map { .double(Double(bitPattern: $0)) }
        default: return nil
        }
    }

    private mutating func list(_ count: UInt64, depth: Int) -> WireValue? {
        guard count <= UInt64(bytes.count - index) else { return nil }
        var values: [WireValue] = []
        for _ in 0..<count {
            guard let value = item(depth: depth + 1) else { return nil }
            values.append(value)
        }
        return .list(values)
    }

    private mutating func map(_ count: UInt64, depth: Int) -> WireValue? {
        guard count <= UInt64(bytes.count - index) else { return nil }
        var members: [WireValue.Member] = []
        for _ in 0..<count {
            guard let name = item(depth: depth + 1)?.string, let value = item(depth: depth + 1) else { return nil }
            members.append(.init(name: name, value: value))
        }
        return .map(members)
    }

    private mutating func indefinite(_ major: UInt8, depth: Int) -> WireValue? {
        var values: [WireValue] = []
        while index < bytes.count, bytes[index] != 0xFF {
            guard let value = item(depth: depth + 1) else { return nil }
            values.append(value)
        }
        guard byte() == 0xFF else { return nil }
        switch major {
        case 2, 3: return .string(values.compactMap(\.string).joined())
        case 4: return .list(values)
        case 5:
            guard values.count.isMultiple(of: 2) else { return nil }
            var members: [WireValue.Member] = []
            for pair in stride(from: 0, to: values.count, by: 2) {
                guard let name = values[pair].string else { return nil }
                members.append(.init(name: name, value: values[pair + 1]))
            }
            return .map(members)
        default: return nil
        }
    }

    private mutating func argument(_ info: UInt8) -> UInt64? {
        switch info {
        case 0..<24: UInt64(info)
        case 24: big(1)
        case 25: big(2)
        case 26: big(4)
        case 27: big(8)
        default: nil
        }
    }

    private mutating func big(_ width: Int) -> UInt64? {
        raw(UInt64(width))?.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func raw(_ count: UInt64) -> ArraySlice<UInt8>? {
        guard count <= UInt64(bytes.count - index) else { return nil }
        defer { index += Int(count) }
        return bytes[index..<(index + Int(count))]
    }

    private mutating func byte() -> UInt8? { raw(1)?.first }
}
