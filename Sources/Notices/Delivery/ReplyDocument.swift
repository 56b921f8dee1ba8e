import FoundationEssentials
import HTTPTransport
import IncidentModel

/// The body of a receiver's reply as JSON, or as the few words that Slack answers with.
struct ReplyDocument: Sendable {
    let value: JSONValue

    /// Nil for a body that is neither, such as a proxy's HTML page.
    init?(_ reply: HTTPResponse) {
        guard let text = String(validating: reply.body, as: UTF8.self) else { return nil }
        if let first = text.first(where: { !$0.isWhitespace }), first == "{" || first == "[" {
            guard let wire = try? JSONDecoder().decode(Wire.self, from: Data(reply.body)) else { return nil }
            value = wire.value
        } else if !text.contains("<"), text.utf8.count <= 400 {
            value = .string(text)
        } else {
            return nil
        }
    }

    subscript(_ path: String...) -> JSONValue? {
        path.reduce(Optional(value)) { $0?[$1] }
    }

    /// What the receiver complains of: PagerDuty's `message` and `errors`, Jira's `errorMessages` and `errors`, ServiceNow's
    /// `error.message` and `error.detail`.
    var complaint: String {
        if case .string(let text) = value { return text }
        var words: [String] = []
        func add(_ value: JSONValue?) {
            switch value {
            case .string(let text): words.append(text)
            case .array(let items): items.forEach { add($0) }
            case .object(let members):
                for (name, text) in members.sorted(by: { $0.key < $1.key }) {
                    if let text = text.string { words.append("\(name): \(text)") }
                }
            default: break
            }
        }
        for name in ["message", "errorMessages", "errors", "error"] { add(value[name]) }
        return words.joined(separator: "; ")
    }

    private struct Wire: Decodable {
        var value: JSONValue

        init(from decoder: any Decoder) throws {
            if let box = try? decoder.container(keyedBy: Name.self) {
                var members: [String: JSONValue] = [:]
                for name in box.allKeys { members[name.stringValue] = try box.decode(Wire.self, forKey: name).value }
                value = .object(members)
            } else if var list = try? decoder.unkeyedContainer() {
                var items: [JSONValue] = []
                while !list.isAtEnd { items.append(try list.decode(Wire.self).value) }
                value = .array(items)
            } else {
                let single = try decoder.singleValueContainer()
                if single.decodeNil() {
                    value = .null
                } else if let bool = try? single.decode(Bool.self) {
                    value = .bool(bool)
                } else if let number = try? single.decode(Double.self) {
                    value = .number(number)
                } else {
                    value = .string(try single.decode(String.self))
                }
            }
        }

        private struct Name: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }
    }
}
