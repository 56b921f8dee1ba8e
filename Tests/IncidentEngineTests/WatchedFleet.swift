import IncidentEngine
import IncidentModel
import Synchronization
import TestSupport

/// A fleet of any size behind every reading port: answers by name, so that a call costs the same at 10 functions and at 10,000.
final class WatchedFleet: Sendable {
    struct Call: Sendable {
        var operation: String
        var subject: String
        var at: Duration
        var lane: RequestLane
    }

    struct State {
        var size = 0
        var routings: [String: Routing] = [:]
        var revisions: [String: Int] = [:]
        var alarms: [Alarm] = []
        var deployments: [Deployment] = []
        var provisioned: [String: [String: ProvisionedConcurrency]] = [:]
        var trail: [TrailEvent] = []
        /// By operation: the failure of every call.
        var failing: [String: CallFailure.Kind] = [:]
        /// The share of reads that are throttled.
        var throttled = 0.0
        var dice = SeededGenerator(3)
        var calls: [Call] = []
        var slices: [(from: Timestamp, to: Timestamp)] = []
        var questions: [[TotalsQuestion]] = []
    }

    private let state: Mutex<State>
    private let clock: any EngineClock
    private let gate: any RequestGate

    init(_ size: Int, clock: any EngineClock, gate: any RequestGate) {
        state = Mutex(State(size: size))
        self.clock = clock
        self.gate = gate
    }

    static func target(_ number: Int) -> Target { Target(function: "f\(number.padded(5))", alias: "prod") }

    func change(_ edit: @Sendable (inout State) -> Void) { state.withLock { edit(&$0) } }
    func move(_ target: Target, to routing: Routing) {
        change {
            $0.routings[target.function] = routing
            $0.revisions[target.function, default: 0] += 1
        }
    }
    var calls: [Call] { state.withLock { $0.calls } }
    var slices: [(from: Timestamp, to: Timestamp)] { state.withLock { $0.slices } }
    var questions: [[TotalsQuestion]] { state.withLock { $0.questions } }

    /// One attempt, admitted and answered as the gateway does it.
    func arrive(_ service: String, _ operation: String, _ subject: String = "") async throws(CallFailure) {
        let lane = RequestLane.current
        do {
            try await gate.admit(service: service, operation: operation, lane: lane)
        } catch {
            throw Fixtures.failure(.cancelled, operation, service: service)
        }
        let at = clock.now.uptime
        let failure = state.withLock { state -> CallFailure.Kind? in
            state.calls.append(Call(operation: operation, subject: subject, at: at, lane: lane))
            let isThrottled = state.throttled > 0 && Double.random(in: 0..<1, using: &state.dice) < state.throttled
            return isThrottled && lane == .poll ? .throttled : state.failing[operation]
        }
        try? await clock.sleep(for: .milliseconds(20))
        await gate.finished(service: service, operation: operation, lane: lane, throttled: failure == .throttled)
        if let failure { throw Fixtures.failure(failure, operation, service: service) }
    }

    private func routing(_ function: String) -> Routing { state.withLock { $0.routings[function] } ?? Routing(pointer: "2") }
    private func alias(_ function: String) -> AliasState {
        let number = state.withLock { $0.revisions[function] ?? 0 }
        return AliasState(
            target: Target(function: function, alias: "prod"), routing: routing(function), revision: RevisionID("r\(number)"))
    }
}

extension WatchedFleet: FunctionReading, AlarmReading, MetricReading, CallerReading {
    func functions() async throws(CallFailure) -> [String] {
        let size = state.withLock { $0.size }
        for _ in 0..<max(1, (size + 49) / 50) { try await arrive("lambda", "ListFunctions") }
        return size == 0 ? [] : (1...size).map { Self.target($0).function }
    }

    func aliases(of function: String) async throws(CallFailure) -> [AliasState] {
        try await arrive("lambda", "ListAliases", function)
        return [alias(function)]
    }

    func alias(_ target: Target) async throws(CallFailure) -> AliasState {
        try await arrive("lambda", "GetAlias", target.function)
        return alias(target.function)
    }

    func versions(of function: String) async throws(CallFailure) -> [FunctionVersion] {
        try await arrive("lambda", "ListVersionsByFunction", function)
        return ["1", "2"].map { Fixtures.version($0, published: .seconds(3600), state: "") }
    }

    func alarms() async throws(CallFailure) -> [Alarm] {
        try await arrive("monitoring", "DescribeAlarms")
        return state.withLock { $0.alarms }
    }

    func alarmHistory(since: Timestamp) async throws(CallFailure) -> [AlarmTransition] {
        try await arrive("monitoring", "DescribeAlarmHistory")
        return []
    }

    func metrics(_ requests: [MetricRequest], from start: Timestamp, to end: Timestamp) async throws(CallFailure)
        -> [Target: TargetMetrics]
    {
        try await arrive("monitoring", "GetMetricData", "\(requests.count)")
        return [:]
    }

    func caller() async throws(CallFailure) -> CallerIdentity {
        try await arrive("sts", "GetCallerIdentity")
        return CallerIdentity(account: Fixtures.account, arn: Fixtures.actor)
    }
}

extension WatchedFleet: DeploymentReading, ProvisionedReading, FunctionProbing, WiringReading {
    func deployments(since: Timestamp) async throws(CallFailure) -> [Deployment] {
        try await arrive("codedeploy", "ListDeployments")
        return state.withLock { $0.deployments }
    }

    func deployment(_ id: String) async throws(CallFailure) -> Deployment {
        try await arrive("codedeploy", "GetDeployment", id)
        guard let found = state.withLock({ $0.deployments.first { $0.id == id } }) else {
            throw Fixtures.failure(.notFound, "GetDeployment", service: "codedeploy")
        }
        return found
    }

    func provisioned(of function: String) async throws(CallFailure) -> [String: ProvisionedConcurrency] {
        try await arrive("lambda", "ListProvisionedConcurrencyConfigs", function)
        return state.withLock { $0.provisioned[function] ?? [:] }
    }

    func provisioned(of function: String, qualifier: String) async throws(CallFailure) -> ProvisionedConcurrency? {
        try await arrive("lambda", "GetProvisionedConcurrencyConfig", function)
        return state.withLock { $0.provisioned[function]?[qualifier] }
    }

    func fingerprint(_ target: Target) async throws(CallFailure) -> AliasFingerprint {
        try await arrive("lambda", "GetFunction", target.function)
        // Of a change of weights alone it tells nothing: the worse of the two answers to the open question.
        return AliasFingerprint(version: routing(target.function).pointer, revision: "function")
    }

    func version(_ version: VersionID, of function: String) async throws(CallFailure) -> FunctionVersion {
        try await arrive("lambda", "GetFunction", "\(function):\(version)")
        return Fixtures.version(version, published: .seconds(3600))
    }

    func wiring(of function: String, qualifiers: [String]) async throws(CallFailure) -> FunctionWiring {
        let calls = ["ListEventSourceMappings", "ListFunctionUrlConfigs", "GetFunctionConcurrency", "GetPolicy"]
        for call in calls + qualifiers.map({ _ in "GetPolicy" }) { try await arrive("lambda", call, function) }
        return FunctionWiring()
    }

    func limits() async throws(CallFailure) -> AccountLimits {
        try await arrive("lambda", "GetAccountSettings")
        return AccountLimits(concurrentExecutions: 1000, unreservedConcurrentExecutions: 900)
    }

    func durableExecutions(of function: String, version: VersionID) async throws(CallFailure) -> [StrandedWork.DurableExecution] {
        try await arrive("lambda", "ListDurableExecutionsByFunction", function)
        return []
    }
}

extension WatchedFleet: TrailReading, TraceReading, TotalReading {
    func changes(since: Timestamp, to: Timestamp) async throws(CallFailure) -> [TrailEvent] {
        state.withLock { $0.slices.append((since, to)) }
        // Two event names, a page each.
        for name in ["UpdateAlias", "PublishVersion"] { try await arrive("cloudtrail", "LookupEvents", name) }
        return state.withLock { $0.trail.filter { $0.at >= since && $0.at < to } }
    }

    func traces(of function: String, from: Timestamp, to: Timestamp) async throws(CallFailure) -> TraceFindings {
        try await arrive("xray", "GetTraceSummaries", function)
        return TraceFindings(downstream: [], faults: [], from: from, to: to)
    }

    func totals(_ questions: [TotalsQuestion]) async throws(CallFailure) -> [TotalsQuestion: VersionTotals] {
        state.withLock { $0.questions.append(questions) }
        try await arrive("monitoring", "GetMetricData", "totals")
        return Dictionary(
            questions.map { ($0, VersionTotals(requests: 100, errors: 1, from: $0.from, to: $0.to)) }, uniquingKeysWith: { $1 })
    }

    func oldestAsyncEvent(of function: String, at: Timestamp) async throws(CallFailure) -> Duration? { nil }
    func inFlight(on version: VersionID, of target: Target, at: Timestamp) async throws(CallFailure) -> MetricSeries.Point? {
        nil
    }
}
