import IncidentEngine
import IncidentModel

/// Lets a one-shot command read as fast as Lambda's control plane allows and no faster: with many targets its reads would use up the
/// account's 15 requests a second, and the command would be throttled before it has a plan. Writes and read-backs never wait here.
struct CommandGate: RequestGate {
    private let budget: RequestBudget

    init(clock: any EngineClock) { budget = RequestBudget(clock: clock, steady: 8) }

    func admit(service: String, operation: String, lane: RequestLane) async throws {
        guard isPaced(service, operation) else { return }
        try await budget.admit(service: service, operation: operation, lane: lane)
    }

    func finished(service: String, operation: String, lane: RequestLane, throttled: Bool) async {
        guard isPaced(service, operation) else { return }
        await budget.finished(service: service, operation: operation, lane: lane, throttled: throttled)
    }

    /// GetFunction has a quota of its own, far larger.
    private func isPaced(_ service: String, _ operation: String) -> Bool { service == "lambda" && operation != "GetFunction" }
}
