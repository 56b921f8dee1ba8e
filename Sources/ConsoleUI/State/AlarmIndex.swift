import IncidentModel

/// The worst alarm state of each target, made once for each reading of the alarms: with 1,000 targets and as many alarms the rows must
/// not search. The rule is that of `FleetPicture.alarms(of:)`.
struct AlarmIndex: Sendable {
    private var byResource: [String: Set<Alarm.State>] = [:]
    private var byFunction: [String: Set<Alarm.State>] = [:]
    let readAt: Duration

    init(_ alarms: Aged<[Alarm]>) {
        readAt = alarms.uptime
        /// Which resource or function each alarm is about.
        var subjects: [String: Set<Subject>] = [:]
        for alarm in alarms.value {
            if let resource = alarm.dimensions["Resource"] {
                subjects[alarm.name.raw, default: []].insert(.resource(resource))
            } else if let function = alarm.dimensions["FunctionName"], alarm.dimensions["ExecutedVersion"] == nil {
                subjects[alarm.name.raw, default: []].insert(.function(function))
            }
        }
        let composites = alarms.value.compactMap { alarm -> (name: String, mentions: [String])? in
            guard case .composite(let rule) = alarm.kind else { return nil }
            return (alarm.name.raw, Self.names(in: rule))
        }
        for _ in 0..<8 {
            var grew = false
            for composite in composites {
                let found = composite.mentions.reduce(into: Set<Subject>()) { $0.formUnion(subjects[$1] ?? []) }
                if !found.isSubset(of: subjects[composite.name] ?? []) {
                    subjects[composite.name, default: []].formUnion(found)
                    grew = true
                }
            }
            if !grew { break }
        }
        for alarm in alarms.value {
            for subject in subjects[alarm.name.raw] ?? [] {
                switch subject {
                case .resource(let name): byResource[name, default: []].insert(alarm.state)
                case .function(let name): byFunction[name, default: []].insert(alarm.state)
                }
            }
        }
    }

    private enum Subject: Hashable { case resource(String), function(String) }

    /// The names between quotes or parentheses of a composite alarm's rule.
    private static func names(in rule: String) -> [String] {
        rule.split { $0 == "\"" || $0 == "'" || $0 == "(" || $0 == ")" }.map(String.init)
    }

    /// Nil: no alarm watches the target.
    func worst(_ target: Target) -> Alarm.State? {
        let states = (byResource[target.description] ?? []).union(byFunction[target.function] ?? [])
        if states.contains(.alarm) { return .alarm }
        if states.contains(.ok) { return .ok }
        return states.isEmpty ? nil : .insufficientData
    }
}
