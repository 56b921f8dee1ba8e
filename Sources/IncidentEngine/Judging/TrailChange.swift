import IncidentModel

/// A change of one alias that CloudTrail recorded, with the routing before and after it as far as the calls before it tell.
struct TrailChange: Sendable {
    var event: TrailEvent
    /// Nil while nothing was known of the alias, and before it was made.
    var before: Routing?
    /// Nil when the alias was deleted.
    var after: Routing?

    /// The successful calls that move an alias, oldest first. A call that said nothing of the weights kept them (UpdateAlias), so the
    /// calls are read in their order.
    static func all(of target: Target, picture: FleetPicture) -> [TrailChange] {
        var changes: [TrailChange] = []
        var routing: Routing?
        for event in picture.trail(of: target) where event.hasSucceeded {
            let before = routing
            switch event.name {
            case "DeleteAlias": routing = nil
            case "CreateAlias": routing = event.version.map { Routing(pointer: $0, weights: event.weights ?? [:]) }
            case "UpdateAlias":
                guard let pointer = event.version ?? routing?.pointer else { continue }
                routing = Routing(pointer: pointer, weights: event.weights ?? routing?.weights ?? [:])
            default: continue
            }
            changes.append(TrailChange(event: event, before: before, after: routing))
        }
        return changes
    }

    /// `ci/1182`, or `CodeDeploy` where it made the call itself.
    var who: String {
        event.userAgent.raw.lowercased().contains("codedeploy") ? "CodeDeploy" : Self.shortName(event.who.text)
    }

    /// The short name of an ARN, anything else as it is.
    static func shortName(_ who: String) -> String {
        let name = who.hasPrefix("arn:") ? CallerIdentity(account: "", arn: who).shortName : who
        return Sanitiser.sanitise(name, limit: 64)
    }
}

extension TrailEvent {
    /// `CloudTrail 4f1c…`
    var evidence: String { "CloudTrail \(Sanitiser.sanitise(String(id.prefix(4)), limit: 8))…" }
}
