import IncidentModel

/// What the verifier needs to know of a body: where in `bytes` (the body itself, or a decoded copy of its texts) the texts stand.
struct EventFacts {
    /// `action`, `phase`, `target`, `incident`, `kind`: the columns beside the body.
    static let columns = ["action", "phase", "target", "incident", "kind"]

    var seq = 0
    var previous = 0..<0
    /// In the order of `columns`; nil where the event has none.
    var texts: [Range<Int>?] = [nil, nil, nil, nil, nil]
    /// Where the exported line has its `hash` member: before the first member that sorts behind it.
    var hashPlace = 0

    /// The facts of a body that is a canonical event by `CanonicalScan` and holds what `EventCoding.read` asks for; nil when that cannot be
    /// told at a glance. Then the text must be read.
    static func glance(_ body: UnsafeRawBufferPointer) -> EventFacts? {
        var scan = CanonicalScan(body)
        guard scan.take(UInt8(ascii: "{")) else { return nil }
        var facts = EventFacts()
        var found = 0
        var last = 0..<0
        repeat {
            let place = scan.at
            guard let name = scan.name(after: &last) else { return nil }
            if facts.hashPlace == 0, isBehindHash(body[name]) { facts.hashPlace = place }
            let start = scan.at
            scan.hasEscape = false
            // Members of an event have short names; a longer one is a detail.
            let word = name.count <= 15 ? String(decoding: body[name], as: UTF8.self) : ""
            switch word {
            case "hash": return nil
            case "seq":
                guard scan.number(), let seq = whole(body[start..<scan.at]), seq > 0 else { return nil }
                facts.seq = seq
                found += 1
            case "requestIds":
                guard scan.strings() else { return nil }
                found += 1
            case "before", "after":
                guard scan.routing() else { return nil }
            case "actor", "prev", "time", "kind", "phase", "action", "target", "incident", "command", "account", "region",
                "reason",
                "revisionBefore", "revisionAfter":
                guard scan.next == UInt8(ascii: "\""), scan.string() else { return nil }
                let text = start + 1..<scan.at - 1
                if let column = columns.firstIndex(of: word) {
                    if scan.hasEscape { return nil }
                    facts.texts[column] = text
                }
                switch word {
                case "prev":
                    if scan.hasEscape { return nil }
                    facts.previous = text
                    found += 1
                case "actor": found += 1
                case "time":
                    guard isTime(body[text]) else { return nil }
                    found += 1
                case "kind":
                    guard EventDraft.Kind(rawValue: String(decoding: body[text], as: UTF8.self)) != nil else { return nil }
                    found += 1
                case "phase":
                    guard ActionPhase(rawValue: String(decoding: body[text], as: UTF8.self)) != nil else { return nil }
                case "target":
                    guard body[text].contains(UInt8(ascii: ":")) else { return nil }
                default: break
                }
            default:
                guard scan.value(depth: 1) else { return nil }
            }
        } while scan.take(UInt8(ascii: ","))
        // seq, requestIds, actor, prev, time, kind: once each, since no name comes twice.
        guard scan.take(UInt8(ascii: "}")), scan.at == body.count, found == 6 else { return nil }
        return facts
    }

    private static func isBehindHash(_ name: Slice<UnsafeRawBufferPointer>) -> Bool {
        "hash".utf8.lexicographicallyPrecedes(name)
    }

    private static func whole(_ digits: Slice<UnsafeRawBufferPointer>) -> Int? {
        var value = 0
        for digit in digits {
            guard digit >= 0x30, digit <= 0x39 else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        return value
    }

    /// `2026-11-20T21:08:20.123Z` on a day that every month has; other times are left to `Timestamp`.
    private static func isTime(_ text: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard text.count == 24 else { return false }
        let shape: StaticString = "dddd-dd-ddTdd:dd:dd.dddZ"
        let isShaped = shape.withUTF8Buffer { shape in
            zip(shape, text).allSatisfy { $0 == UInt8(ascii: "d") ? $1 >= 0x30 && $1 <= 0x39 : $0 == $1 }
        }
        guard isShaped else { return false }
        func number(_ offset: Int) -> UInt8 {
            (text[text.startIndex + offset] - 0x30) * 10 + text[text.startIndex + offset + 1] - 0x30
        }
        return (1...12).contains(number(5)) && (1...28).contains(number(8)) && number(11) < 24 && number(14) < 60
            && number(17) < 60
    }
}

extension CanonicalScan {
    /// `["…","…"]`
    fileprivate mutating func strings() -> Bool {
        guard take(UInt8(ascii: "[")) else { return false }
        if take(UInt8(ascii: "]")) { return true }
        repeat {
            guard next == UInt8(ascii: "\""), string() else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]"))
    }

    /// `{"pointer":"6","weights":{"7":0.2}}`
    fileprivate mutating func routing() -> Bool {
        guard literal("{\"pointer\":"), next == UInt8(ascii: "\""), string(), literal(",\"weights\":{") else { return false }
        if next != UInt8(ascii: "}") {
            var last = 0..<0
            repeat {
                guard name(after: &last) != nil, number() else { return false }
            } while take(UInt8(ascii: ","))
        }
        return literal("}}")
    }
}
