/// A small gzip member that unpacks to many zero bytes (RFC 1951 block of fixed Huffman codes, RFC 1952 frame).
enum GzipBomb {
    private static let longestMatch = 258

    static func bytes(zeros: Int) -> [UInt8] {
        var bits = BitWriter(bytes: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
        // The last block, of fixed codes.
        bits.write(0b1, 1)
        bits.write(0b01, 2)
        if zeros > 0 { bits.writeCode(0b0011_0000, 8) }
        var rest = max(0, zeros - 1)
        while rest >= longestMatch {
            // Length 258, distance 1.
            bits.writeCode(0b1100_0101, 8)
            bits.writeCode(0, 5)
            rest -= longestMatch
        }
        for _ in 0..<rest { bits.writeCode(0b0011_0000, 8) }
        bits.writeCode(0, 7)
        bits.align()
        let sum = checksum(zeros: zeros)
        for shift in stride(from: 0, to: 32, by: 8) { bits.bytes.append(UInt8(truncatingIfNeeded: sum >> UInt32(shift))) }
        let size = UInt32(truncatingIfNeeded: zeros)
        for shift in stride(from: 0, to: 32, by: 8) { bits.bytes.append(UInt8(truncatingIfNeeded: size >> UInt32(shift))) }
        return bits.bytes
    }

    private struct BitWriter {
        var bytes: [UInt8]
        private var held: UInt64 = 0
        private var count = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func write(_ value: UInt64, _ width: Int) {
            held |= value << UInt64(count)
            count += width
            while count >= 8 {
                bytes.append(UInt8(truncatingIfNeeded: held))
                held >>= 8
                count -= 8
            }
        }

        /// Huffman codes go most significant bit first.
        mutating func writeCode(_ code: UInt64, _ width: Int) {
            var reversed: UInt64 = 0
            for bit in 0..<width { reversed |= (code >> UInt64(bit) & 1) << UInt64(width - 1 - bit) }
            write(reversed, width)
        }

        mutating func align() { if count > 0 { write(0, 8 - count) } }
    }

    /// CRC-32 of zero bytes: one such byte is a linear map of the register, as many are its power.
    private static func checksum(zeros: Int) -> UInt32 {
        var power: [UInt32] = (0..<32).map { bit in
            var register = UInt32(1) << UInt32(bit)
            for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0xEDB8_8320 : register >> 1 }
            return register
        }
        var register: UInt32 = .max
        var rest = zeros
        while rest > 0 {
            if rest & 1 == 1 { register = apply(power, register) }
            power = power.map { apply(power, $0) }
            rest >>= 1
        }
        return ~register
    }

    private static func apply(_ map: [UInt32], _ value: UInt32) -> UInt32 {
        var result: UInt32 = 0
        for bit in 0..<32 where value >> UInt32(bit) & 1 == 1 { result ^= map[bit] }
        return result
    }
}
