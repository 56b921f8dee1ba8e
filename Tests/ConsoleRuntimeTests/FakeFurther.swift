import IncidentEngine
import IncidentModel
import Synchronization
import TestSupport

/// A function's surroundings with one durable execution on every version, and who asked for it.
final class FakeWiring: WiringReading {
    private let list = Mutex<[String]>([])
    var asked: [String] { list.withLock { $0 } }

    func wiring(of function: String, qualifiers: [String]) async throws(CallFailure) -> FunctionWiring { FunctionWiring() }
    func limits() async throws(CallFailure) -> AccountLimits {
        AccountLimits(concurrentExecutions: 1000, unreservedConcurrentExecutions: 900)
    }
    func durableExecutions(
        of function: String, version: VersionID
    ) async throws(CallFailure) -> [StrandedWork.DurableExecution] {
        list.withLock { $0.append("\(function) \(version.label)") }
        return [.init(name: "order-1", arn: "arn", startedAt: Fixtures.evening)]
    }
}

/// X-Ray with nothing in it, and which functions it was asked about.
final class FakeTraces: TraceReading {
    private let list = Mutex<[String]>([])
    var asked: [String] { list.withLock { $0 } }

    func traces(of function: String, from: Timestamp, to: Timestamp) async throws(CallFailure) -> TraceFindings {
        list.withLock { $0.append(function) }
        return TraceFindings(downstream: [], faults: [], from: from, to: to)
    }
}
