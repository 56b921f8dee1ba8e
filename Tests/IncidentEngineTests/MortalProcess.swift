import IncidentEngine
import IncidentModel
import Synchronization
import TestSupport

/// The ports of a process that is killed at its n-th moment: before a call reaches the wire, after it took effect and before its reply, before and
/// after each append to the journal. A dead process does nothing more: its calls never return.
final class MortalProcess: Sendable {
    private struct State {
        var moments = 0
        var killedAt: Int?
    }

    let region: FakeRegion
    let deployments: FakeDeployments?
    let provisioned: FakeProvisioned?
    let journal: MemoryJournal
    let clock: any EngineClock
    private let state: Mutex<State>

    init(
        region: FakeRegion, deployments: FakeDeployments? = nil, provisioned: FakeProvisioned? = nil, journal: MemoryJournal,
        clock: any EngineClock, killedAt: Int?
    ) {
        self.region = region
        self.deployments = deployments
        self.provisioned = provisioned
        self.journal = journal
        self.clock = clock
        state = Mutex(State(killedAt: killedAt))
    }

    /// How many moments there were to be killed at.
    var moments: Int { state.withLock { $0.moments } }
    var isDead: Bool { state.withLock { state in state.killedAt.map { state.moments > $0 } ?? false } }

    func moment() async {
        let isDead = state.withLock { state in
            state.moments += 1
            return state.killedAt.map { state.moments > $0 } ?? false
        }
        // Longer than any test runs.
        if isDead { try? await clock.sleep(for: .seconds(1_000_000_000)) }
    }

    private func mortal<Value: Sendable>(
        _ body: () async throws(CallFailure) -> Value
    ) async throws(CallFailure) -> Value {
        await moment()
        let result: Result<Value, CallFailure>
        do throws(CallFailure) { result = .success(try await body()) } catch { result = .failure(error) }
        await moment()
        return try result.get()
    }
}

extension MortalProcess: FunctionReading, AliasWriting {
    func functions() async throws(CallFailure) -> [String] { try await region.functions() }
    func aliases(of function: String) async throws(CallFailure) -> [AliasState] { try await region.aliases(of: function) }
    func versions(of function: String) async throws(CallFailure) -> [FunctionVersion] { try await region.versions(of: function) }
    func keepWarm() async {}

    func alias(_ target: Target) async throws(CallFailure) -> AliasState {
        try await mortal { () async throws(CallFailure) in try await region.alias(target) }
    }

    func update(_ target: Target, to routing: Routing, expecting revision: RevisionID) async throws(CallFailure)
        -> AliasWriteReply
    {
        try await mortal { () async throws(CallFailure) in try await region.update(target, to: routing, expecting: revision) }
    }
}

extension MortalProcess: DeploymentReading, DeploymentWriting {
    func deployments(since: Timestamp) async throws(CallFailure) -> [Deployment] { [] }

    func deployment(_ id: String) async throws(CallFailure) -> Deployment {
        try await mortal { () async throws(CallFailure) in
            guard let deployments else { throw Fixtures.failure(.notFound) }
            return try await deployments.deployment(id)
        }
    }

    func stop(_ deployment: String) async throws(CallFailure) -> DeploymentStopReply {
        try await mortal { () async throws(CallFailure) in
            guard let deployments else { throw Fixtures.failure(.notFound) }
            return try await deployments.stop(deployment)
        }
    }

    func create(_ request: DeploymentRequest) async throws(CallFailure) -> String { throw Fixtures.failure(.denied) }
}

extension MortalProcess: ProvisionedReading, ProvisionedWriting {
    func provisioned(of function: String) async throws(CallFailure) -> [String: ProvisionedConcurrency] { [:] }

    func provisioned(of function: String, qualifier: String) async throws(CallFailure) -> ProvisionedConcurrency? {
        try await mortal { () async throws(CallFailure) in
            try await provisioned?.provisioned(of: function, qualifier: qualifier)
        }
    }

    func put(_ requested: Int, on function: String, qualifier: String) async throws(CallFailure) -> String {
        try await mortal { () async throws(CallFailure) in
            guard let provisioned else { throw Fixtures.failure(.denied) }
            return try await provisioned.put(requested, on: function, qualifier: qualifier)
        }
    }

    func delete(on function: String, qualifier: String) async throws(CallFailure) -> String {
        try await mortal { () async throws(CallFailure) in
            guard let provisioned else { throw Fixtures.failure(.denied) }
            return try await provisioned.delete(on: function, qualifier: qualifier)
        }
    }
}

/// The journal as the process sees it.
struct MortalJournal: JournalWriting {
    let process: MortalProcess

    func append(_ draft: EventDraft) async throws(JournalFailure) -> Event {
        await process.moment()
        let event = try await process.journal.append(draft)
        await process.moment()
        return event
    }

    func events(after seq: Int, limit: Int) async throws(JournalFailure) -> [Event] {
        try await process.journal.events(after: seq, limit: limit)
    }
    func updates(after seq: Int) -> AsyncStream<[Event]> { process.journal.updates(after: seq) }
}
