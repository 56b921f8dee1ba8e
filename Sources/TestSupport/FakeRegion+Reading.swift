package import IncidentEngine
package import IncidentModel
import Synchronization

/// What is read of the region: the aliases, the functions and their versions, the alarms and the figures.
extension FakeRegion {
    package func alias(_ target: Target) async throws(CallFailure) -> AliasState {
        let fault = try await arrive(.alias, target.description, "lambda", "GetAlias")
        try answer(fault, "GetAlias")
        if case .rival(let routing) = fault { move(target, to: routing) }
        settle()
        let now = clock.now.uptime
        let found = state.withLock { state in
            let age = state.writtenAt[target].map { now - $0 } ?? .zero
            let isStale = fault == .staleRead && state.staleness.map { age <= $0 } ?? true
            return isStale ? state.previous[target] ?? state.aliases[target] : state.aliases[target]
        }
        try await pause()
        guard let found else { throw failure(.notFound, "GetAlias") }
        return found
    }

    package func aliases(of function: String) async throws(CallFailure) -> [AliasState] {
        try answer(try await arrive(.aliases, function, "lambda", "ListAliases"), "ListAliases")
        return state.withLock { $0.aliases.values.filter { $0.target.function == function } }.sorted { $0.target < $1.target }
    }

    package func versions(of function: String) async throws(CallFailure) -> [FunctionVersion] {
        try answer(try await arrive(.versions, function, "lambda", "ListVersionsByFunction"), "ListVersionsByFunction")
        return state.withLock { $0.versions[function] ?? [] }
    }

    package func functions() async throws(CallFailure) -> [String] {
        try answer(try await arrive(.functions, "", "lambda", "ListFunctions"), "ListFunctions")
        return state.withLock { Set($0.aliases.keys.map(\.function)) }.sorted()
    }

    package func alarms() async throws(CallFailure) -> [Alarm] {
        try answer(try await arrive(.alarms, "", "monitoring", "DescribeAlarms"), "DescribeAlarms")
        return state.withLock { $0.alarms }
    }

    package func alarmHistory(since: Timestamp) async throws(CallFailure) -> [AlarmTransition] {
        try answer(
            try await arrive(.history, since.rfc3339, "monitoring", "DescribeAlarmHistory", from: since), "DescribeAlarmHistory")
        return state.withLock { $0.history.filter { $0.at >= since } }
    }

    package func metrics(_ requests: [MetricRequest], from start: Timestamp, to end: Timestamp) async throws(CallFailure)
        -> [Target: TargetMetrics]
    {
        let fault = try await arrive(
            .metrics, "\(requests.count)", "monitoring", "GetMetricData", requests: requests, from: start)
        try answer(fault, "GetMetricData")
        let known = state.withLock { $0.metrics }
        return Dictionary(uniqueKeysWithValues: requests.map { ($0.target, known[$0.target] ?? TargetMetrics()) })
    }

    package func caller() async throws(CallFailure) -> CallerIdentity {
        try answer(try await arrive(.caller, "", "sts", "GetCallerIdentity"), "GetCallerIdentity")
        return CallerIdentity(
            account: Fixtures.account, arn: Fixtures.actor, expiresAt: state.withLock { $0.sessionEnds })
    }
}
