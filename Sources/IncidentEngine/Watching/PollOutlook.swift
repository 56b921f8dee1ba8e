/// What the budget allows: how long a round over each kind of alias takes while everything that is meant to be read is read.
struct PollOutlook: Sendable {
    private(set) var round: [PollLane: Duration] = [:]

    /// - Parameters:
    ///   - focused, visible, alarmed, rest: functions of each kind, each counted once.
    ///   - unseen: functions whose aliases have never been read; they take their whole share until there are none.
    ///   - rate: control-plane requests per second.
    init(
        focused: Int, visible: Int, alarmed: Int, rest: Int, unseen: Int, rate: Double, _ configuration: WatcherConfiguration,
        _ parts: PollSchedule.Parts
    ) {
        let counts: [PollLane: (functions: Int, pace: Duration)] = [
            .focusedAliases: (focused, configuration.focused), .visibleAliases: (visible, configuration.visible),
            .alarmedAliases: (alarmed, configuration.rest), .restAliases: (rest, configuration.rest),
        ]
        var wanted: [PollLane: Double] = [
            .focusedFurther: Double(focused) / configuration.versions.seconds,
            .visibleFurther: parts.provisioned ? Double(focused + visible + alarmed) / configuration.provisioned.seconds : 0,
            .visibleWiring: parts.wiring ? Double(visible) * Poll.wiring("").cost / configuration.wiring.seconds : 0,
            .restVersions: Double(rest) / configuration.restVersions.seconds,
            .restWiring: parts.wiring ? Double(rest) * Poll.wiring("").cost / configuration.wiring.seconds : 0,
        ]
        if unseen > 0 { wanted[.firstAliases] = rate }
        for (lane, count) in counts { wanted[lane] = Double(count.functions) / count.pace.seconds }
        let shares = FairShare.shares(of: rate, wanted: wanted)
        for (lane, count) in counts {
            guard let share = shares[lane], share > 0 else { continue }
            round[lane] = .milliseconds(Int64(min(1e12, Double(count.functions) / share * 1000)))
        }
    }
}
