import IncidentModel

/// AliasConfiguration as it is on the wire.
struct AliasWire: Decodable {
    var Name: String?
    var FunctionVersion: String?
    var Description: String?
    var RoutingConfig: RoutingWire?
    var RevisionId: String?

    struct RoutingWire: Decodable { var AdditionalVersionWeights: [String: Double]? }

    /// What a decision may rest on is checked: the versions, the weights and the fence; anything else is `malformed`.
    func state(function: String, in reply: ServiceReply) throws(CallFailure) -> AliasState {
        guard let name = Name, let target = Target("\(function):\(name)") else {
            throw reply.malformed("an alias without a valid Name")
        }
        guard let pointer = FunctionVersion.flatMap({ VersionID($0) }) else {
            throw reply.malformed("alias \(name) without a valid FunctionVersion")
        }
        guard let revision = RevisionId.flatMap({ RevisionID(wire: $0) }) else {
            throw reply.malformed("alias \(name) without a RevisionId: no change of it could be fenced")
        }
        var weights: [VersionID: Double] = [:]
        for (key, weight) in RoutingConfig?.AdditionalVersionWeights ?? [:] {
            guard let version = VersionID(key), weight.isFinite, (0...1).contains(weight), weights.count < 8 else {
                throw reply.malformed("alias \(name) with a weight that is none")
            }
            weights[version] = weight
        }
        guard weights.values.reduce(0, +) <= 1.000_001 else { throw reply.malformed("alias \(name) with weights over 1") }
        return AliasState(
            target: target, routing: Routing(pointer: pointer, weights: weights), revision: revision,
            description: DisplayText(Description ?? "", limit: 256))
    }
}

extension RevisionID {
    /// Nil for what no service would call a revision.
    init?(wire text: String) {
        guard (1...128).contains(text.utf8.count), text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F }) else {
            return nil
        }
        self.init(text)
    }
}
