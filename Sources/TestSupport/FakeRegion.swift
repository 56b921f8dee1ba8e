package import IncidentEngine
package import IncidentModel
import Synchronization

/// An alias store with AWS's rules (fences, one extra weight, a new revision with every update) behind the engine's ports, with scripted
/// faults. It remembers who wrote what, so that a test can check the history.
package final class FakeRegion: FunctionReading, AliasWriting, AlarmReading, MetricReading, CallerReading {
    /// One write that was applied.
    package struct Applied: Hashable, Sendable {
        package var target: Target
        package var before: AliasState
        package var after: AliasState
        package var who: String
        /// What was asked for; the state after it differs where AWS holds the traffic back.
        package var asked: Routing
        /// A copy that was under way for long, whose sender had no reply.
        package var isLate = false
    }

    /// What happens to a call. Names as in the fault vocabulary of the reference (D8).
    package enum Fault: Hashable, Sendable {
        /// Applied, and the reply never comes.
        case resetAfterApply
        /// Not applied, and no reply.
        case resetBefore
        /// Applied, and the reply is garbage.
        case malformedAfterApply
        /// No reply, and applied only when the next write arrives: the copy that was under way for long.
        case applyLate
        /// Fails with this kind; not applied.
        case fail(CallFailure.Kind)
        /// Somebody else moves the alias just before the call.
        case rival(Routing)
        /// Answers with the alias as it was before the last write.
        case staleRead
        /// Takes this long.
        case slow(Duration)
    }

    package enum Call: Hashable, Sendable {
        case update, alias, aliases, versions, functions, alarms, history, metrics, caller
    }

    struct State {
        var aliases: [Target: AliasState] = [:]
        var previous: [Target: AliasState] = [:]
        var versions: [String: [FunctionVersion]] = [:]
        var alarms: [Alarm] = []
        var history: [AlarmTransition] = []
        var metrics: [Target: TargetMetrics] = [:]
        var script: [Call: [Fault?]] = [:]
        var always: [Call: Fault] = [:]
        var counts: [Call: Int] = [:]
        var log: [Entry] = []
        var applied: [Applied] = []
        var late: [(target: Target, routing: Routing, fence: RevisionID, who: String)] = []
        var revision = 0
        /// When each alias was last written.
        var writtenAt: [Target: Duration] = [:]
        var staleness: Duration?
        var warmed = 0
        var sessionEnds: Timestamp?
        var neighbours: [@Sendable () -> Void] = []
        var holding: (@Sendable (AliasState, Routing) -> Routing)?
        /// How many of a hundred calls of a kind are throttled.
        var storms: [Call: (percent: Int, dice: SeededGenerator)] = [:]
    }

    /// A call as it arrived.
    package struct Entry: Sendable {
        package var call: Call
        package var subject: String
        package var at: Duration
        package var lane: RequestLane
        package var requests: [MetricRequest] = []
        package var from: Timestamp?
    }

    let state = Mutex(State())
    let clock: any EngineClock
    private let gate: (any RequestGate)?
    private let latency: Duration

    /// - Parameters:
    ///   - gate: asked before each call, as the gateway does.
    ///   - latency: of every call, before it takes effect and once more before the reply; zero does not suspend.
    package init(clock: any EngineClock, gate: (any RequestGate)? = nil, latency: Duration = .zero) {
        self.clock = clock
        self.gate = gate
        self.latency = latency
    }

    // MARK: - Setting up and looking

    package func set(_ target: Target, _ routing: Routing) {
        state.withLock { state in
            state.revision += 1
            state.aliases[target] = AliasState(target: target, routing: routing, revision: RevisionID("rev-\(state.revision)"))
        }
    }

    package func remove(_ target: Target) { state.withLock { $0.aliases[target] = nil } }
    package func setVersions(_ versions: [FunctionVersion], of function: String) {
        state.withLock { $0.versions[function] = versions }
    }
    /// When the keys that sign end; nil is never.
    package func setSessionEnd(_ end: Timestamp?) { state.withLock { $0.sessionEnds = end } }
    package func listed(_ function: String) -> [FunctionVersion] { state.withLock { $0.versions[function] ?? [] } }
    package func setAlarms(_ alarms: [Alarm]) { state.withLock { $0.alarms = alarms } }
    package func setHistory(_ history: [AlarmTransition]) { state.withLock { $0.history = history } }
    package func setMetrics(_ metrics: TargetMetrics, of target: Target) { state.withLock { $0.metrics[target] = metrics } }

    /// The next calls of this kind meet these faults, one each; nil is no fault.
    package func script(_ call: Call, _ faults: [Fault?]) { state.withLock { $0.script[call, default: []] += faults } }
    /// Every call of this kind meets the fault, after the script is used up; nil ends it.
    package func always(_ call: Call, _ fault: Fault?) { state.withLock { $0.always[call] = fault } }

    /// A stale read shows what was before the last write, if that was so long ago at most; nil is for ever.
    package func setStaleness(_ staleness: Duration?) { state.withLock { $0.staleness = staleness } }

    /// So many of a hundred calls of this kind are throttled, drawn at random; nil ends it.
    package func storm(_ call: Call, percent: Int?, seed: UInt64 = 1) {
        state.withLock { $0.storms[call] = percent.map { ($0, SeededGenerator(seed)) } }
    }

    /// Told before anything is read or written, so that what happened meanwhile (CodeDeploy's steps, an allocation) has happened.
    package func addNeighbour(_ settle: @escaping @Sendable () -> Void) { state.withLock { $0.neighbours.append(settle) } }

    /// What an alias becomes when it is given a routing, where AWS writes something else: the old version's weight of 1.0.
    package func setHolding(_ holding: @escaping @Sendable (AliasState, Routing) -> Routing) {
        state.withLock { $0.holding = holding }
    }

    /// Lets everything happen that is due by now.
    package func settle() {
        for neighbour in state.withLock({ $0.neighbours }) { neighbour() }
    }

    package func current(_ target: Target) -> AliasState? { state.withLock { $0.aliases[target] } }
    package var applied: [Applied] { state.withLock { $0.applied } }
    package var log: [Entry] { state.withLock { $0.log } }
    package func count(_ call: Call) -> Int { state.withLock { $0.counts[call] ?? 0 } }
    package var warmed: Int { state.withLock { $0.warmed } }

    /// A write by somebody else, without a fence.
    package func move(_ target: Target, to routing: Routing, by who: String = "rival") {
        settle()
        write(target, to: routing, by: who)
    }

    /// The same by a neighbour, while it settles.
    package func write(_ target: Target, to routing: Routing, by who: String) {
        let now = clock.now.uptime
        state.withLock { Self.apply(&$0, target, routing, who, at: now) }
    }

    // MARK: - Ports

    package func update(_ target: Target, to routing: Routing, expecting revision: RevisionID) async throws(CallFailure)
        -> AliasWriteReply
    {
        try await update(target, to: routing, expecting: revision, by: "operator")
    }

    /// The same, with the writer's name for the history.
    package func update(_ target: Target, to routing: Routing, expecting revision: RevisionID, by who: String)
        async throws(CallFailure) -> AliasWriteReply
    {
        let fault = try await arrive(.update, target.description, "lambda", "UpdateAlias")
        arriveLate()
        if case .rival(let other) = fault { move(target, to: other) }
        if case .fail(let kind) = fault { throw failure(kind, "UpdateAlias") }
        if fault == .applyLate {
            state.withLock { $0.late.append((target, routing, revision, who)) }
            throw failure(.lostReply, "UpdateAlias")
        }
        if fault == .resetBefore { throw failure(.lostReply, "UpdateAlias") }
        settle()
        let now = clock.now.uptime
        let written = state.withLock { state -> Result<(AliasState, Int), CallFailure> in
            guard let alias = state.aliases[target] else { return .failure(failure(.notFound, "UpdateAlias")) }
            guard alias.revision == revision else { return .failure(failure(.preconditionFailed, "UpdateAlias")) }
            guard routing.weights.count <= 1, routing.weights[routing.pointer] == nil else {
                return .failure(failure(.invalid, "UpdateAlias"))
            }
            Self.apply(&state, target, routing, who, at: now)
            return .success((state.aliases[target] ?? alias, state.counts[.update] ?? 0))
        }
        let (alias, number) = try written.get()
        try await pause()
        switch fault {
        case .resetAfterApply: throw failure(.lostReply, "UpdateAlias")
        case .malformedAfterApply: throw failure(.malformed, "UpdateAlias")
        default: return AliasWriteReply(alias: alias, requestID: "req-\(number)")
        }
    }

    package func keepWarm() async { state.withLock { $0.warmed += 1 } }

    // MARK: - Inside

    private func arriveLate() {
        let now = clock.now.uptime
        state.withLock { state in
            let late = state.late
            state.late = []
            for write in late where state.aliases[write.target]?.revision == write.fence {
                Self.apply(&state, write.target, write.routing, write.who, at: now)
                state.applied[state.applied.count - 1].isLate = true
            }
        }
    }

    private static func apply(_ state: inout State, _ target: Target, _ routing: Routing, _ who: String, at now: Duration) {
        guard let before = state.aliases[target] else { return }
        state.writtenAt[target] = now
        state.revision += 1
        let asked = routing
        let routing = state.holding?(before, routing) ?? routing
        let after = AliasState(target: target, routing: routing, revision: RevisionID("rev-\(state.revision)"))
        state.previous[target] = before
        state.aliases[target] = after
        state.applied.append(Applied(target: target, before: before, after: after, who: who, asked: asked))
    }

    func arrive(
        _ call: Call, _ subject: String, _ service: String, _ operation: String, requests: [MetricRequest] = [],
        from: Timestamp? = nil
    ) async throws(CallFailure) -> Fault? {
        let lane = RequestLane.current
        do {
            try await gate?.admit(service: service, operation: operation, lane: lane)
        } catch {
            throw failure(.cancelled, operation)
        }
        let at = clock.now.uptime
        let fault = state.withLock { state -> Fault? in
            state.counts[call, default: 0] += 1
            state.log.append(Entry(call: call, subject: subject, at: at, lane: lane, requests: requests, from: from))
            if var faults = state.script[call], !faults.isEmpty {
                let fault = faults.removeFirst()
                state.script[call] = faults
                return fault
            }
            if let storm = state.storms[call] {
                var dice = storm.dice
                let hits = Int.random(in: 0..<100, using: &dice) < storm.percent
                state.storms[call]?.dice = dice
                if hits { return .fail(.throttled) }
            }
            return state.always[call]
        }
        try await pause()
        if case .slow(let time) = fault { try await pause(time) }
        await gate?.finished(service: service, operation: operation, lane: lane, throttled: fault == .fail(.throttled))
        return fault
    }

    func pause(_ time: Duration? = nil) async throws(CallFailure) {
        let time = time ?? latency
        guard time > .zero else { return }
        do {
            try await clock.sleep(for: time)
        } catch {
            throw failure(.cancelled, "")
        }
    }

    func answer(_ fault: Fault?, _ operation: String) throws(CallFailure) {
        switch fault {
        case .fail(let kind): throw failure(kind, operation)
        case .resetBefore, .resetAfterApply: throw failure(.lostReply, operation)
        case .malformedAfterApply: throw failure(.malformed, operation)
        default: break
        }
    }

    func failure(_ kind: CallFailure.Kind, _ operation: String) -> CallFailure { Fixtures.failure(kind, operation) }
}
