import IncidentModel

/// Which known targets a firing alarm is about. Goes through the firing alarms, not through the fleet.
enum WatchedTargets {
    static func alarmed(_ alarms: [Alarm], _ picture: FleetPicture) -> Set<Target> {
        var found: Set<Target> = []
        for alarm in alarms where alarm.state == .alarm {
            if let resource = alarm.dimensions["Resource"] {
                guard let target = named(resource), picture.aliases[target] != nil else { continue }
                found.insert(target)
            } else if let function = alarm.dimensions["FunctionName"] {
                found.formUnion(picture.targets(of: function).filter(alarm.watches))
            }
        }
        return found
    }

    /// The functions that firing alarms name, whether anything is known of them or not: theirs are the rows to read first.
    static func alarmedFunctions(_ alarms: [Alarm]) -> Set<String> {
        Set(
            alarms.lazy.filter { $0.state == .alarm }.compactMap { alarm in
                alarm.dimensions["Resource"].flatMap { named($0)?.function } ?? alarm.dimensions["FunctionName"]
            })
    }

    /// The alias in a Resource dimension, `checkout:prod`.
    private static func named(_ resource: String) -> Target? {
        guard let colon = resource.firstIndex(of: ":") else { return nil }
        return Target(function: String(resource[..<colon]), alias: String(resource[resource.index(after: colon)...]))
    }
}
