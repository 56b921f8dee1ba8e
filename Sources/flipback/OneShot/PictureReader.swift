import IncidentEngine
import IncidentModel

/// Reads what a command needs of the targets named, in parallel, and nothing else.
struct PictureReader: Sendable {
    struct Needs: OptionSet, Sendable {
        let rawValue: Int
        static let caller = Needs(rawValue: 1)
        static let versions = Needs(rawValue: 2)
        static let alarms = Needs(rawValue: 4)
        static let metrics = Needs(rawValue: 8)
        /// What CodeDeploy runs, and what is provisioned: both change what a move does.
        static let moving = Needs(rawValue: 16)
        /// The state of the versions that could be gone back to, which the list does not tell.
        static let states = Needs(rawValue: 32)
        /// What else sends work, the account's concurrency, what each version served: for readiness.
        static let readiness = Needs(rawValue: 64)
        static let everything: Needs = [.caller, .versions, .alarms, .metrics, .moving, .states]
    }

    let observers: Observers

    /// CloudWatch keeps no promise beyond these for what the engine asks: 14 days of alarm history, 3 hours of per-minute metrics at the
    /// higher of its two rates.
    private static let historyReach = Duration.seconds(14 * 86_400)
    private static let metricReach = Duration.seconds(3 * 3600)
    /// Metrics of this many newest versions are read beside those that have traffic: candidates for last good.
    private static let candidates = 4
    /// How long that without which nothing can be planned is asked for again while a quota is used up: others use it up too, most of all in
    /// an incident.
    private static let patience = Duration.seconds(5)
    private static let pause = Duration.milliseconds(500)

    /// The picture of the targets. What could not be read is in `failures`.
    /// - Parameter named: versions that somebody named: their states are read at once.
    func read(_ targets: [Target], _ needs: Needs, named: [String: Set<VersionID>] = [:]) async -> FleetPicture {
        var picture = FleetPicture(region: observers.region)
        let observers = observers
        await withTaskGroup(of: [Observation].self) { tasks in
            for target in targets { tasks.addTask { [await Self.alias(target, observers)] } }
            if needs.contains(.caller) { tasks.addTask { [await Self.caller(observers)] } }
            if needs.contains(.versions) {
                for function in Set(targets.map(\.function)) { tasks.addTask { [await Self.versions(function, observers)] } }
            }
            if needs.contains(.alarms) {
                tasks.addTask { [await Self.alarms(observers)] }
                tasks.addTask { [await Self.history(observers)] }
            }
            let further = FurtherObservations(observers: observers)
            if needs.contains(.moving) {
                tasks.addTask { await further.deployments() }
                for function in Set(targets.map(\.function)) { tasks.addTask { await further.provisioned(function) } }
            }
            for (function, versions) in named {
                for version in versions { tasks.addTask { await further.state(version, of: function) } }
            }
            if needs.contains(.readiness) { tasks.addTask { await further.limits() } }
            for await batch in tasks { for observation in batch { apply(observation, to: &picture) } }
        }
        for observation in await second(targets, needs, picture) { apply(observation, to: &picture) }
        return picture
    }

    /// What can be asked only once aliases and versions are known.
    private func second(_ targets: [Target], _ needs: Needs, _ picture: FleetPicture) async -> [Observation] {
        let further = FurtherObservations(observers: observers)
        return await withTaskGroup(of: [Observation].self) { tasks in
            if needs.contains(.metrics) { tasks.addTask { await metrics(targets, picture) } }
            for function in Set(targets.map(\.function)) {
                let versions = candidates(function, targets, picture)
                if needs.contains(.states) {
                    for version in versions where picture.versionStates[function]?[version] == nil {
                        tasks.addTask { await further.state(version, of: function) }
                    }
                }
                if needs.contains(.readiness) {
                    let aliases = targets.filter { $0.function == function }.map(\.alias)
                    tasks.addTask { await further.wiring(function, qualifiers: aliases + versions.map(\.name)) }
                }
            }
            return await tasks.reduce(into: []) { $0 += $1 }
        }
    }

    /// Versions with traffic, and the newest ones.
    private func candidates(_ function: String, _ targets: [Target], _ picture: FleetPicture) -> [VersionID] {
        let routed = targets.filter { $0.function == function }
            .flatMap { picture.aliases[$0]?.value.effective.parts.map(\.version) ?? [] }
        let newest = picture.versions[function]?.value.prefix(Self.candidates).map(\.version) ?? []
        return Set(routed + newest).filter { !$0.isLatest }.sorted()
    }

    /// Every alias of the region that the filter allows.
    func targets(_ filter: TargetFilter) async throws(CallFailure) -> [Target] {
        let names = try await observers.functions.functions()
        var found: [Target] = []
        // One after the other: the control plane allows 15 requests a second for the whole account.
        for name in names.sorted() {
            found += try await observers.functions.aliases(of: name).map(\.target).filter(filter.allows)
        }
        return found.sorted()
    }

    private func apply(_ observation: Observation, to picture: inout FleetPicture) {
        picture.apply(observation, at: observers.clock.now, interval: .seconds(5))
    }

    private func metrics(_ targets: [Target], _ picture: FleetPicture) async -> [Observation] {
        let requests = targets.compactMap { target -> MetricRequest? in
            guard let alias = picture.aliases[target]?.value else { return nil }
            let newest = picture.versions[target.function]?.value.prefix(Self.candidates).map(\.version) ?? []
            return MetricRequest(target: target, versions: Array(Set(alias.effective.parts.map(\.version) + newest)).sorted())
        }
        if requests.isEmpty { return [] }
        let moment = observers.clock.now.time
        // Up to the last complete minute: a count of part of a minute looks like traffic that fell away.
        let now = Timestamp(milliseconds: moment.milliseconds - moment.milliseconds % 60_000)
        do throws(CallFailure) {
            let series = try await observers.metrics.metrics(requests, from: now - Self.metricReach, to: now)
            return series.map { .metrics($0.key, $0.value) }
        } catch {
            return requests.map { .failed(.metrics($0.target), error) }
        }
    }

    private static func patiently<T>(
        _ observers: Observers, _ read: () async throws(CallFailure) -> T
    ) async throws(CallFailure) -> T {
        let deadline = observers.clock.now.uptime + patience
        while true {
            do throws(CallFailure) { return try await read() } catch {
                guard error.kind == .throttled, observers.clock.now.uptime < deadline,
                    (try? await observers.clock.sleep(for: pause)) != nil
                else { throw error }
            }
        }
    }

    private static func alias(_ target: Target, _ observers: Observers) async -> Observation {
        do throws(CallFailure) {
            return .alias(
                try await patiently(observers) { () async throws(CallFailure) in try await observers.functions.alias(target) })
        } catch {
            return .failed(.aliases(function: target.function), error)
        }
    }

    private static func versions(_ function: String, _ observers: Observers) async -> Observation {
        do throws(CallFailure) {
            let versions = try await patiently(observers) { () async throws(CallFailure) in
                try await observers.functions.versions(of: function)
            }
            return .versions(function: function, versions)
        } catch {
            return .failed(.versions(function: function), error)
        }
    }

    private static func caller(_ observers: Observers) async -> Observation {
        do throws(CallFailure) { return .caller(try await observers.caller.caller()) } catch { return .failed(.caller, error) }
    }

    private static func alarms(_ observers: Observers) async -> Observation {
        do throws(CallFailure) { return .alarms(try await observers.alarms.alarms()) } catch { return .failed(.alarms, error) }
    }

    private static func history(_ observers: Observers) async -> Observation {
        let since = observers.clock.now.time - historyReach
        do throws(CallFailure) { return .alarmHistory(try await observers.alarms.alarmHistory(since: since)) } catch {
            return .failed(.alarmHistory, error)
        }
    }
}
