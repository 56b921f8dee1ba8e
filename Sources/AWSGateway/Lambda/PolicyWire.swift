import FoundationEssentials
import IncidentModel

/// GetPolicy's reply: a policy document as JSON in a string.
struct PolicyWire: Decodable {
    var Policy: String

    func permissions(of qualifier: String?, in reply: ServiceReply) throws(CallFailure) -> [FunctionWiring.Permission] {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(Policy.utf8)) else {
            throw reply.malformed("a Policy that is no policy document")
        }
        return document.Statement.values.filter { $0.Effect == "Allow" }.flatMap { statement in
            statement.principals.map {
                FunctionWiring.Permission(
                    statement: DisplayText(statement.Sid ?? "", limit: 100), principal: DisplayText($0, limit: 256),
                    qualifier: qualifier)
            }
        }
    }

    private struct Document: Decodable { var Statement: OneOrMany<StatementWire> }

    private struct StatementWire: Decodable {
        var Sid: String?
        var Effect: String?
        var Principal: PrincipalWire?
        var NotPrincipal: PrincipalWire?

        /// Whoever is not excluded is let in.
        var principals: [String] {
            Principal?.names ?? ["all but " + (NotPrincipal?.names ?? []).joined(separator: ", ")]
        }
    }

    /// `"*"`, or a map from the kind of principal to one or several names.
    private struct PrincipalWire: Decodable {
        var names: [String]
        init(from decoder: any Decoder) throws {
            let box = try decoder.singleValueContainer()
            if let all = try? box.decode(String.self) {
                names = [all]
            } else {
                names = try box.decode([String: OneOrMany<String>].self).sorted { $0.key < $1.key }.flatMap(\.value.values)
            }
        }
    }

    /// Policies write a list of one without the list.
    private struct OneOrMany<Element: Decodable>: Decodable {
        var values: [Element]
        init(from decoder: any Decoder) throws {
            let box = try decoder.singleValueContainer()
            if let many = try? box.decode([Element].self) { values = many } else { values = [try box.decode(Element.self)] }
        }
    }
}
