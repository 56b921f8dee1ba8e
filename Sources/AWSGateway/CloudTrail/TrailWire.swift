import FoundationEssentials
import IncidentModel

/// A page of LookupEvents.
struct TrailPageWire: Decodable {
    var Events: [EventWire]
    var NextToken: String?

    struct EventWire: Decodable {
        var EventId: String?
        var EventTime: WireTime?
        var Username: String?
        /// The event itself, as JSON in a string.
        var CloudTrailEvent: String?
    }
}

/// CloudTrail's record of a call of Lambda. Names inside the parameters begin with a small letter, whatever the API's do.
struct TrailRecordWire: Decodable {
    var eventID: String?
    var eventTime: String?
    var eventName: String?
    var userAgent: String?
    var errorCode: String?
    var requestID: String?
    var userIdentity: IdentityWire?
    var requestParameters: ParametersWire?
    var responseElements: ElementsWire?

    struct IdentityWire: Decodable {
        var arn: String?
        var invokedBy: String?
        var userName: String?
        var principalId: String?
    }
    struct ParametersWire: Decodable {
        var functionName: String?
        /// Of the alias.
        var name: String?
        var functionVersion: String?
        var routingConfig: RoutingWire?
    }
    struct ElementsWire: Decodable {
        var functionName: String?
        var functionVersion: String?
        var version: String?
        var revisionId: String?
    }
    struct RoutingWire: Decodable { var additionalVersionWeights: [String: Double]? }
}

extension TrailPageWire.EventWire {
    /// Nil for a record that does not say what was called when on which function, or says something impossible.
    var event: TrailEvent? {
        guard let text = CloudTrailEvent, text.utf8.count <= 1 << 20,
            let record = try? JSONDecoder().decode(TrailRecordWire.self, from: Data(text.utf8)),
            let id = EventId ?? record.eventID, !id.isEmpty,
            let at = record.eventTime.flatMap({ Timestamp(rfc3339: $0) }) ?? EventTime?.timestamp,
            let name = record.eventName.flatMap(Self.bare),
            let function = (record.requestParameters?.functionName ?? record.responseElements?.functionName)
                .flatMap({ FunctionReference($0) })?.name
        else { return nil }
        let parameters = record.requestParameters
        let reply = record.responseElements
        var alias: String?
        var version: String?
        switch name {
        case "UpdateAlias", "CreateAlias":
            guard let asked = parameters?.name, let target = Target("\(function):\(asked)") else { return nil }
            alias = target.alias
            version = parameters?.functionVersion ?? reply?.functionVersion
        default: version = reply?.version
        }
        var weights: [VersionID: Double]?
        if let routing = parameters?.routingConfig {
            var read: [VersionID: Double] = [:]
            for (key, weight) in routing.additionalVersionWeights ?? [:] {
                guard let version = VersionID(key), (0...1).contains(weight), read.count < 8 else { return nil }
                read[version] = weight
            }
            weights = read
        }
        let parsed = version.flatMap { VersionID($0) }
        guard version == nil || parsed != nil else { return nil }
        let identity = record.userIdentity
        let who = [identity?.arn, identity?.invokedBy, identity?.userName, Username, identity?.principalId].lazy.compactMap { $0 }
            .first { !$0.isEmpty }
        return TrailEvent(
            id: printable(id, limit: 64), name: name, at: at, who: DisplayText(who ?? "", limit: 256),
            requestID: printable(record.requestID ?? "", limit: 64), function: function, alias: alias, version: parsed,
            weights: weights, revision: reply?.revisionId.flatMap { RevisionID(wire: $0) },
            errorCode: record.errorCode.flatMap { $0.isEmpty ? nil : printable($0, limit: 80) },
            userAgent: DisplayText(record.userAgent ?? "", limit: 200))
    }

    /// `UpdateAlias` of `UpdateAlias20150331` and of `UpdateAlias20150331v2`; nil for what is not a call that was asked for.
    private static func bare(_ name: String) -> String? {
        let bare = String(name.prefix { !$0.isASCIIDigit })
        return ["UpdateAlias", "CreateAlias", "PublishVersion"].contains(bare) ? bare : nil
    }
}
