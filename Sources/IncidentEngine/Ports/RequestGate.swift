/// Admits every HTTP attempt, page and retry to AWS; the gateway asks before it sends. Implemented by `RequestBudget`.
package protocol RequestGate: Sendable {
    /// Suspends until the service's token bucket has room. The operator's lane never waits. Throws CancellationError when cancelled.
    func admit(service: String, operation: String, lane: RequestLane) async throws
    /// Told after each attempt, so that pollers can slow down when a service throttles.
    func finished(service: String, operation: String, lane: RequestLane, throttled: Bool) async
}

/// Who a request is for. A rollback's calls have a lane of their own and never wait for the pollers.
package enum RequestLane: Sendable {
    case poll, `operator`

    /// The lane of the calls made by the present task and its children.
    @TaskLocal package static var current: RequestLane = .poll
}
