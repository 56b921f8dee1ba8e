/// Everything that is known of the account and region, each part with its age. Made by applying observations; read by the planner and
/// the screens alike.
package struct FleetPicture: Sendable {
    package var region: String
    package var caller: Aged<CallerIdentity>?
    package var functions: Aged<[String]>?
    package var aliases: [Target: Aged<AliasState>] = [:]
    /// Every alias that was ever applied, by function, so that one poll does not go through a fleet. May name aliases that are gone.
    var aliasNames: [String: Set<Target>] = [:]
    package var versions: [String: Aged<[FunctionVersion]>] = [:]
    package var alarms: Aged<[Alarm]>? {
        didSet {
            // As a rule nothing has changed, and then it is the same array.
            if alarms?.value != oldValue?.value { alarmIndex = AlarmIndex(alarms?.value ?? []) }
        }
    }
    /// Which alarms watch which target, made once for each list that differs from the one before.
    package private(set) var alarmIndex = AlarmIndex([])
    /// Oldest first, without duplicates.
    package var transitions: Aged<[AlarmTransition]>? {
        didSet { transitionsByAlarm = Dictionary(grouping: transitions?.value ?? [], by: \.alarm.raw) }
    }
    private var transitionsByAlarm: [String: [AlarmTransition]] = [:]
    package var metrics: [Target: Aged<TargetMetrics>] = [:]
    /// Running ones and those that ended lately, the newest first.
    package var deployments: Aged<[Deployment]>? {
        didSet { deploymentsByTarget = Dictionary(grouping: deployments?.value ?? [], by: \.target) }
    }
    private var deploymentsByTarget: [Target: [Deployment]] = [:]
    /// By function, then by qualifier: an alias or a version.
    package var provisioned: [String: Aged<[String: ProvisionedConcurrency]>] = [:]
    package var wiring: [String: Aged<FunctionWiring>] = [:]
    package var limits: Aged<AccountLimits>?
    /// Oldest first, without duplicates.
    package var trail: Aged<[TrailEvent]>? {
        didSet { trailByTarget = Dictionary(grouping: (trail?.value ?? []).filter { $0.alias != nil }, by: \.target) }
    }
    /// What of CloudTrail was searched, and when; the latest searches.
    package var trailSpans: [TrailSpan] = []
    private var trailByTarget: [Target?: [TrailEvent]] = [:]
    package var traces: [String: Aged<TraceFindings>] = [:]
    package var totals: [Target: Aged<[VersionID: VersionTotals]>] = [:]
    /// When each version's state was last read by itself.
    package var versionStates: [String: [VersionID: Aged<FunctionVersion>]] = [:]
    package var failures: [Observation.Source: CallFailure] = [:]
    package var budget = BudgetStatus()

    package init(region: String) { self.region = region }

    package var account: String { caller?.value.account ?? "" }

    /// The known aliases of one function, in no particular order.
    package func targets(of function: String) -> [Target] {
        (aliasNames[function] ?? []).filter { aliases[$0] != nil }
    }

    /// The deployment that may still move the target.
    package func runningDeployment(of target: Target) -> Deployment? {
        deploymentsByTarget[target]?.first { $0.status.isRunning }
    }

    /// The deployments of one target, the newest first.
    package func deployments(of target: Target) -> [Deployment] { deploymentsByTarget[target] ?? [] }

    /// What CloudTrail recorded of one alias, oldest first, failed calls among it.
    package func trail(of target: Target) -> [TrailEvent] { trailByTarget[target] ?? [] }

    /// The age of the oldest part that the dashboard shows for the targets given; nil before anything was read.
    package func oldestAge(_ now: Now, targets: [Target]) -> Duration? {
        var ages: [Duration] = []
        if let alarms { ages.append(alarms.age(now)) }
        for target in targets {
            if let alias = aliases[target] { ages.append(alias.age(now)) }
            if let series = metrics[target] { ages.append(max(.zero, series.age(now) - series.interval)) }
        }
        return ages.max()
    }

    /// The alarms that watch a target: metric alarms by dimension, composite alarms whose rule names such an alarm (at any depth up to 8).
    package func alarms(of target: Target) -> [Alarm] { alarmIndex.alarms(of: target) }

    /// The state changes of the alarms that watch a target, oldest first.
    package func transitions(of target: Target) -> [AlarmTransition] {
        let lists = Set(alarms(of: target).map(\.name.raw)).compactMap { transitionsByAlarm[$0] }
        guard lists.count > 1 else { return lists.first ?? [] }
        return lists.flatMap { $0 }.sorted { ($0.at, $0.alarm) < ($1.at, $1.alarm) }
    }
}
