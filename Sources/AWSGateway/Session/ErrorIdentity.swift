import FoundationEssentials
import HTTPTransport
import IncidentModel

/// The code and message of a reply that is an error, in whichever of AWS's protocols it came: `x-amzn-errortype` (its `:http…`
/// tail cut), `__type` (its `namespace#` cut) or `code` of a JSON body, `Error/Code` of an XML body.
struct ErrorIdentity: Sendable {
    var code = ""
    var message = ""

    init(_ response: HTTPResponse) {
        let first = response.body.first { !Self.blanks.contains($0) }
        switch first {
        case UInt8(ascii: "{"): readJSON(response.body)
        case UInt8(ascii: "<"): readXML(response.body)
        default: break
        }
        if let header = response.header("x-amzn-errortype"), !Self.bare(header).isEmpty { code = Self.bare(header) }
        code = printable(code, limit: 80)
    }

    private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]

    private mutating func readJSON(_ body: [UInt8]) {
        guard let wire = try? JSONDecoder().decode(Wire.self, from: Data(body)) else { return }
        code = Self.bare(wire.type ?? wire.code ?? "")
        message = wire.message ?? ""
    }

    private mutating func readXML(_ body: [UInt8]) {
        guard let document = try? XMLReply(body) else { return }
        // ErrorResponse/Error (query), Error (rest-xml), Response/Errors/Error (EC2 style).
        code = document.first(named: "Code") ?? ""
        message = document.first(named: "Message") ?? ""
    }

    /// `ResourceNotFoundException` of `com.amazonaws.lambda#ResourceNotFoundException:http://…`
    private static func bare(_ text: String) -> String {
        let name = text.prefix { $0 != ":" }
        return String((name.lastIndex(of: "#").map { name[name.index(after: $0)...] } ?? name).trimmingBlanks)
    }

    /// Members are read one by one: a body with a number where a text should be still gives what it can.
    private struct Wire: Decodable {
        var type: String?
        var code: String?
        var message: String?
        private enum Keys: String, CodingKey {
            case type = "__type"
            case code, Code, message, Message, errorMessage
        }
        init(from decoder: any Decoder) throws {
            let box = try decoder.container(keyedBy: Keys.self)
            func text(_ key: Keys) -> String? { try? box.decode(String.self, forKey: key) }
            type = text(.type)
            code = text(.code) ?? text(.Code)
            message = text(.message) ?? text(.Message) ?? text(.errorMessage)
        }
    }
}
