/// Finds the alarms of a target without going through all alarms of the account: a fleet has thousands of both.
struct AlarmIndex: Sendable {
    private static let depth = 8

    private let alarms: [Alarm]
    /// Positions in `alarms`, by the function that a metric alarm names or by the function of the alias that it names.
    private var byFunction: [String: [Int]] = [:]
    /// Positions of the composite alarms whose rule names an alarm, by that alarm's name.
    private var composites: [String: [Int]] = [:]

    init(_ alarms: [Alarm]) {
        self.alarms = alarms
        let names = Set(alarms.map(\.name.raw))
        for (position, alarm) in alarms.enumerated() {
            if case .composite(let rule) = alarm.kind {
                for name in AlarmRule.names(in: rule) where names.contains(name) {
                    composites[name, default: []].append(position)
                }
            }
            let resource = alarm.dimensions["Resource"]?.split(separator: ":").first.map(String.init)
            if let function = resource ?? alarm.dimensions["FunctionName"] { byFunction[function, default: []].append(position) }
        }
    }

    /// In the order of the list.
    func alarms(of target: Target) -> [Alarm] {
        var found = Set((byFunction[target.function] ?? []).filter { alarms[$0].watches(target) })
        var edge = found
        for _ in 0..<Self.depth where !edge.isEmpty {
            edge = Set(edge.flatMap { composites[alarms[$0].name.raw] ?? [] }).subtracting(found)
            found.formUnion(edge)
        }
        return found.sorted().map { alarms[$0] }
    }
}
