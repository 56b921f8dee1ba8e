/// Randomness without state: a draw depends on the seed and on what it is for, never on how often anybody asked.
struct Noise: Sendable {
    let seed: UInt64

    /// A stream of draws of its own for a name (FNV-1a).
    static func stream(_ name: String) -> UInt64 {
        name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    func bits(_ stream: UInt64, _ index: Int64, _ salt: UInt64 = 0) -> UInt64 {
        var value = Self.mix(seed ^ Self.mix(stream))
        value = Self.mix(value ^ UInt64(bitPattern: index))
        return Self.mix(value &+ salt &* 0x9E37_79B9_7F4A_7C15)
    }

    /// In the open interval (0, 1).
    func uniform(_ stream: UInt64, _ index: Int64, _ salt: UInt64 = 0) -> Double {
        (Double(bits(stream, index, salt) >> 11) + 0.5) * 0x1p-53
    }

    /// Mean 0, deviation 1.
    func gaussian(_ stream: UInt64, _ index: Int64, _ salt: UInt64 = 0) -> Double {
        Distribution.normalQuantile(uniform(stream, index, salt))
    }

    func bytes(_ stream: UInt64, _ index: Int64, count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: bits(stream, index, UInt64($0) + 1) >> 24) }
    }

    /// A version 4 UUID.
    func uuid(_ stream: UInt64, _ index: Int64) -> String {
        var raw = bytes(stream, index, count: 16)
        raw[6] = raw[6] & 0x0F | 0x40
        raw[8] = raw[8] & 0x3F | 0x80
        let hex = raw.map { String(String(Int($0) + 256, radix: 16).dropFirst()) }
        return [hex[0..<4], hex[4..<6], hex[6..<8], hex[8..<10], hex[10..<16]].map { $0.joined() }.joined(separator: "-")
    }

    /// The finaliser of SplitMix64.
    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
