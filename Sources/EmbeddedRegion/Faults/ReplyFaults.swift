/// Spoils a reply's body; what a notation can't express is broken text in it.
enum ReplyFaults {
    private enum Notation { case json, cbor, other }

    static func spoiled(_ reply: WireReply, by faults: [Fault]) -> WireReply {
        var spoiled = reply
        for fault in faults { spoil(&spoiled, fault) }
        return spoiled
    }

    private static func spoil(_ reply: inout WireReply, _ fault: Fault) {
        switch fault {
        case .badJSON:
            let half = reply.body.count / 2
            reply.body = Array(reply.body[..<half]) + Array("}{\u{0}".utf8) + Array(reply.body[half...])
        case .wrongType: rewrite(&reply, other: "<wrong/>", wrongTypes)
        case .duplicateKeys: rewrite(&reply, other: nil, doubled)
        case .huge(let count):
            let padding = WireValue.string(String(repeating: "x", count: count))
            if notation(reply) == .other {
                reply.body += Array("<!--".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: count) + Array("-->".utf8)
            } else {
                rewrite(&reply, other: nil) { value in
                    value.members.map { .map($0 + [.init(name: "Padding", value: padding)]) } ?? padding
                }
            }
        case .byteOrderMark: reply.body = [0xEF, 0xBB, 0xBF] + reply.body
        case .gzipBomb(let count):
            reply.body = GzipBomb.bytes(zeros: count)
            reply.headers.append(("content-encoding", "gzip"))
        default: break
        }
    }

    private static func notation(_ reply: WireReply) -> Notation {
        let type = reply.headers.first { $0.name == "content-type" }?.value ?? ""
        if type.contains("cbor") { return .cbor }
        return type.contains("json") ? .json : .other
    }

    /// - Parameter other: the body of a reply that is neither JSON nor CBOR; nil for the same body twice.
    private static func rewrite(_ reply: inout WireReply, other: String?, _ change: (WireValue) -> WireValue) {
        switch notation(reply) {
        case .json: if let value = WireValue(json: reply.body) { reply.body = Array(change(value).json.utf8) }
        case .cbor: if let value = WireValue(cbor: reply.body) { reply.body = change(value).cbor }
        case .other: reply.body = other.map { Array($0.utf8) } ?? reply.body + reply.body
        }
    }

    private static func wrongTypes(_ value: WireValue) -> WireValue {
        guard let members = value.members else { return .list([value]) }
        return .map(
            members.map { member in
                let wrong: WireValue =
                    switch member.value {
                    case .string, .time: .map([])
                    case .list: .string("no list")
                    case .map: .int(-1)
                    case .int, .double, .bool: .list([member.value])
                    case .null: .bool(true)
                    }
                return .init(name: member.name, value: wrong)
            })
    }

    private static func doubled(_ value: WireValue) -> WireValue {
        value.members.map { members in .map(members + members.map { .init(name: $0.name, value: .null) }) } ?? value
    }
}
