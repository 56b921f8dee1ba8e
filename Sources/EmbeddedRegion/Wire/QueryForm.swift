/// The AWS query protocol's request: `A.member.1.B=x` becomes nested maps and lists.
enum QueryForm {
    /// Name and value pairs of an `application/x-www-form-urlencoded` text, decoded.
    static func pairs(_ text: String) -> [(name: String, value: String)] {
        text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (decoded(parts[0], plusIsSpace: true), parts.count > 1 ? decoded(parts[1], plusIsSpace: true) : "")
        }
    }

    /// More parameters or deeper names than any AWS operation has are cut off.
    private static let pairLimit = 10_000
    private static let depthLimit = 16

    static func value(_ text: String) -> WireValue {
        let root = Node()
        for (name, value) in pairs(text).prefix(pairLimit) {
            var node = root
            for part in name.split(separator: ".").prefix(depthLimit) { node = node.child(String(part)) }
            node.text = value
        }
        return root.value
    }

    /// Percent-decoding; bytes that are not UTF-8 become U+FFFD.
    static func decoded(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
        var bytes: [UInt8] = []
        let source = Array(text.utf8)
        var index = 0
        while index < source.count {
            let byte = source[index]
            if byte == UInt8(ascii: "%"), index + 2 < source.count, let high = digit(source[index + 1]),
                let low = digit(source[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
                continue
            }
            bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            index += 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }

    private final class Node {
        var text: String?
        private var children: [(name: String, node: Node)] = []

        func child(_ name: String) -> Node {
            if let found = children.first(where: { $0.name == name }) { return found.node }
            let node = Node()
            children.append((name, node))
            return node
        }

        var value: WireValue {
            if children.isEmpty { return .string(text ?? "") }
            if children.count == 1, children[0].name == "member" { return children[0].node.asList }
            return .map(children.map { .init(name: $0.name, value: $0.node.value) })
        }

        private var asList: WireValue {
            if children.isEmpty { return .list([]) }
            return .list(
                children.sorted { (Int($0.name) ?? 0) < (Int($1.name) ?? 0) }.map { $0.node.value })
        }
    }
}
