/// The schemas of its data that a version can run on, lowest and highest.
package struct SchemaWindow: Hashable, Sendable, CustomStringConvertible {
    package var lowest: Int
    package var highest: Int

    package init(_ lowest: Int, _ highest: Int) {
        self.lowest = lowest
        self.highest = highest
    }

    /// Reads `12` or `11..12`; nil for anything else, and for a range that runs backwards.
    package init?(_ text: some StringProtocol) {
        // By bytes: a fleet has tens of thousands of versions.
        var numbers: [Int] = []
        var digits = 0
        var value = 0
        var dots = 0
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39:
                if dots == 2 { (numbers, value, digits, dots) = (numbers + [value], 0, 0, 0) }
                // Nine digits are more than any schema has, and cannot overflow.
                guard dots == 0, digits < 9 else { return nil }
                value = value * 10 + Int(byte - 0x30)
                digits += 1
            case 0x2E where digits > 0 && numbers.isEmpty && dots < 2: dots += 1
            default: return nil
            }
        }
        guard digits > 0, dots == 0 else { return nil }
        numbers.append(value)
        guard let first = numbers.first, let last = numbers.last, first <= last else { return nil }
        self.init(first, last)
    }

    package func contains(_ schema: Int) -> Bool { (lowest...highest).contains(schema) }
    package var description: String { lowest == highest ? "\(lowest)" : "\(lowest)..\(highest)" }
}
