package import IncidentEngine
package import IncidentModel
import Synchronization

/// Provisioned concurrency beside a `FakeRegion`: an alias that has some and is pointed elsewhere keeps its traffic on the old version by a
/// weight of 1.0 until the new one is allocated (terraform-provider-aws#48116).
package final class FakeProvisioned: ProvisionedReading, ProvisionedWriting {
    package enum Call: Hashable, Sendable { case put, delete, read }
    package enum Fault: Hashable, Sendable {
        case resetBefore, resetAfterApply
        case fail(CallFailure.Kind)
    }

    private struct Key: Hashable {
        var function: String
        var qualifier: String
    }

    private struct Config {
        var requested: Int
        var readyAt: Duration
        var hasFailed = false
    }

    private struct State {
        var configs: [Key: Config] = [:]
        /// Aliases that AWS holds back until they are warm.
        var held: [Target: VersionID] = [:]
        var script: [Call: [Fault?]] = [:]
        var always: [Call: Fault] = [:]
        var log: [String] = []
        var initFails = false
    }

    private let region: FakeRegion
    private let clock: any EngineClock
    private let allocates: Duration
    private let state = Mutex(State())

    /// - Parameter allocates: from the request until everything is allocated.
    package init(_ region: FakeRegion, clock: any EngineClock, allocates: Duration = .seconds(120)) {
        self.region = region
        self.clock = clock
        self.allocates = allocates
        region.addNeighbour { [weak self] in self?.settle() }
        region.setHolding { [weak self] before, routing in self?.hold(before, routing) ?? routing }
    }

    // MARK: - Setting up and looking

    /// Provisioned concurrency that is ready.
    package func set(_ requested: Int, _ function: String, _ qualifier: String) {
        let now = clock.now.uptime
        state.withLock {
            $0.configs[Key(function: function, qualifier: qualifier)] = Config(requested: requested, readyAt: now)
        }
    }

    /// From now on the new version's initialisation fails: nothing is allocated.
    package func failInitialisation() { state.withLock { $0.initFails = true } }
    package func script(_ call: Call, _ faults: [Fault?]) { state.withLock { $0.script[call, default: []] += faults } }
    package func always(_ call: Call, _ fault: Fault?) { state.withLock { $0.always[call] = fault } }
    /// `put checkout:prod 50`, `delete checkout:prod`: what was applied.
    package var log: [String] { state.withLock { $0.log } }

    package func current(_ function: String, _ qualifier: String) -> ProvisionedConcurrency? {
        let now = clock.now.uptime
        return state.withLock { $0.configs[Key(function: function, qualifier: qualifier)].map { shown($0, now) } }
    }

    // MARK: - Ports

    package func provisioned(of function: String) async throws(CallFailure) -> [String: ProvisionedConcurrency] {
        try answer(.read, "ListProvisionedConcurrencyConfigs")
        let now = clock.now.uptime
        return state.withLock { state in
            Dictionary(
                uniqueKeysWithValues: state.configs.filter { $0.key.function == function }.map {
                    ($0.key.qualifier, shown($0.value, now))
                })
        }
    }

    package func provisioned(of function: String, qualifier: String) async throws(CallFailure) -> ProvisionedConcurrency? {
        try answer(.read, "GetProvisionedConcurrencyConfig")
        return current(function, qualifier)
    }

    package func put(_ requested: Int, on function: String, qualifier: String) async throws(CallFailure) -> String {
        let operation = "PutProvisionedConcurrencyConfig"
        let fault = next(.put)
        try refuse(fault, operation)
        region.settle()
        let target = Target(function: function, alias: qualifier)
        if let alias = region.current(target), alias.routing.additional != nil { throw Fixtures.failure(.invalid, operation) }
        let readyAt = clock.now.uptime + allocates
        state.withLock { state in
            let key = Key(function: function, qualifier: qualifier)
            if state.configs[key]?.requested != requested {
                state.configs[key] = Config(requested: requested, readyAt: readyAt, hasFailed: state.initFails)
            }
            state.log.append("put \(function):\(qualifier) \(requested)")
        }
        if fault == .resetAfterApply { throw Fixtures.failure(.lostReply, operation) }
        return "put-\(log.count)"
    }

    package func delete(on function: String, qualifier: String) async throws(CallFailure) -> String {
        let operation = "DeleteProvisionedConcurrencyConfig"
        let fault = next(.delete)
        try refuse(fault, operation)
        region.settle()
        let had = state.withLock { state in
            state.log.append("delete \(function):\(qualifier)")
            return state.configs.removeValue(forKey: Key(function: function, qualifier: qualifier)) != nil
        }
        guard had else { throw Fixtures.failure(.notFound, operation) }
        if fault == .resetAfterApply { throw Fixtures.failure(.lostReply, operation) }
        return "delete-\(log.count)"
    }

    // MARK: - Inside

    private func hold(_ before: AliasState, _ routing: Routing) -> Routing {
        let now = clock.now.uptime
        return state.withLock { state in
            let key = Key(function: before.target.function, qualifier: before.target.alias)
            guard let config = state.configs[key], routing.additional == nil else {
                state.held[before.target] = nil
                return routing
            }
            let serving = state.held[before.target] ?? before.routing.pointer
            guard routing.pointer != serving else {
                state.held[before.target] = nil
                return routing
            }
            // Asked again for what is being warmed: nothing changes.
            if routing.pointer == before.routing.pointer, state.held[before.target] == nil { return routing }
            if routing.pointer != before.routing.pointer {
                state.configs[key] = Config(
                    requested: config.requested, readyAt: now + allocates, hasFailed: state.initFails)
            }
            state.held[before.target] = serving
            return Routing(pointer: routing.pointer, weights: [serving: 1])
        }
    }

    /// Lets the traffic go where everything has been allocated.
    private func settle() {
        let now = clock.now.uptime
        let warm = state.withLock { state in
            let warm = state.held.keys.filter { target in
                guard let config = state.configs[Key(function: target.function, qualifier: target.alias)] else { return true }
                return !config.hasFailed && config.readyAt <= now
            }
            for target in warm { state.held[target] = nil }
            return warm
        }
        for target in warm {
            guard let alias = region.current(target) else { continue }
            region.write(target, to: Routing(pointer: alias.routing.pointer), by: "aws")
        }
    }

    private func shown(_ config: Config, _ now: Duration) -> ProvisionedConcurrency {
        let isReady = !config.hasFailed && config.readyAt <= now
        return ProvisionedConcurrency(
            requested: config.requested, allocated: isReady ? config.requested : 0,
            status: config.hasFailed ? .failed : isReady ? .ready : .inProgress)
    }

    private func next(_ call: Call) -> Fault? {
        state.withLock { state in
            guard var faults = state.script[call], !faults.isEmpty else { return state.always[call] }
            let fault = faults.removeFirst()
            state.script[call] = faults
            return fault
        }
    }

    private func answer(_ call: Call, _ operation: String) throws(CallFailure) { try refuse(next(call), operation) }

    private func refuse(_ fault: Fault?, _ operation: String) throws(CallFailure) {
        switch fault {
        case .fail(let kind): throw Fixtures.failure(kind, operation)
        case .resetBefore: throw Fixtures.failure(.lostReply, operation)
        case .resetAfterApply, nil: break
        }
    }
}
