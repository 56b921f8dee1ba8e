/// Finds the alarms of a target, and the order of all, without going through all alarms of the account: a fleet has thousands of both.
package struct AlarmIndex: Sendable {
    private static let depth = 8

    package let alarms: [Alarm]
    /// All positions in `alarms`, by the alarms' names.
    package let byName: [Int]
    /// The state of each position: an alarm is too large to be copied for it.
    package let states: [Alarm.State]
    package let ringing: [Int]
    /// Positions in `alarms`, by the function that a metric alarm names or by the function of the alias that it names.
    private var byFunction: [String: [Int]] = [:]
    /// Positions of the composite alarms whose rule names an alarm, by that alarm's name.
    private var composites: [String: [Int]] = [:]

    package init(_ alarms: [Alarm]) {
        self.alarms = alarms
        states = alarms.map(\.state)
        ringing = states.indices.filter { [states] in states[$0] == .alarm }
        // AWS lists them by name as a rule.
        let isSorted = alarms.indices.dropFirst().allSatisfy { alarms[$0 - 1].name <= alarms[$0].name }
        byName = isSorted ? Array(alarms.indices) : alarms.indices.sorted { alarms[$0].name < alarms[$1].name }
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
    func alarms(of target: Target) -> [Alarm] { places(of: target).map { alarms[$0] } }

    /// The positions of the alarms that watch the target, ascending.
    package func places(of target: Target) -> [Int] {
        var found = Set((byFunction[target.function] ?? []).filter { alarms[$0].watches(target) })
        var edge = found
        for _ in 0..<Self.depth where !edge.isEmpty {
            edge = Set(edge.flatMap { composites[alarms[$0].name.raw] ?? [] }).subtracting(found)
            found.formUnion(edge)
        }
        return found.sorted()
    }
}
