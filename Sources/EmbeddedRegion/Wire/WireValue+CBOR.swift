/// RFC 8949, as far as Smithy's rpc-v2-cbor uses it: no indefinite lengths are written, all are read.
extension WireValue {
    /// Nil when the bytes are not exactly one data item.
    init?(cbor bytes: [UInt8]) {
        var reader = CBORReader(bytes)
        guard let value = reader.item(depth: 0), reader.isAtEnd else { return nil }
        self = value
    }

    var cbor: [UInt8] {
        var bytes: [UInt8] = []
        writeCBOR(to: &bytes)
        return bytes
    }

    private func writeCBOR(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(0xF6)
        case .bool(let value): bytes.append(value ? 0xF5 : 0xF4)
        case .int(let value):
            value < 0
                ? Self.head(1, UInt64(bitPattern: -1 - value), to: &bytes) : Self.head(0, UInt64(value), to: &bytes)
        case .double(let value):
            bytes.append(0xFB)
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(shift)))
            }
        case .string(let value):
            Self.head(3, UInt64(value.utf8.count), to: &bytes)
            bytes += Array(value.utf8)
        case .time(let milliseconds):
            bytes.append(0xC1)
            WireValue.double(Double(milliseconds) / 1000).writeCBOR(to: &bytes)
        case .list(let values):
            Self.head(4, UInt64(values.count), to: &bytes)
            for value in values { value.writeCBOR(to: &bytes) }
        case .map(let members):
            Self.head(5, UInt64(members.count), to: &bytes)
            for member in members {
                WireValue.string(member.name).writeCBOR(to: &bytes)
                member.value.writeCBOR(to: &bytes)
            }
        }
    }

    private static func head(_ major: UInt8, _ count: UInt64, to bytes: inout [UInt8]) {
        let top = major << 5
        let width: (UInt8, Int) =
            switch count {
            case 0..<24: (top | UInt8(count), 0)
            case 24...0xFF: (top | 24, 1)
            case 0x100...0xFFFF: (top | 25, 2)
            case 0x1_0000...0xFFFF_FFFF: (top | 26, 4)
            default: (top | 27, 8)
            }
        bytes.append(width.0)
        for index in stride(from: width.1 - 1, through: 0, by: -1) {
            bytes.append(UInt8(truncatingIfNeeded: count >> UInt64(index * 8)))
        }
    }
}
