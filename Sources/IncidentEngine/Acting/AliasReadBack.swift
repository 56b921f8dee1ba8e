import IncidentModel

/// Reads an alias in the operator's lane, again and again until it answers or the tries are used up.
struct AliasReadBack: Sendable {
    enum Reading: Sendable {
        case state(AliasState)
        /// The alias does not exist any more.
        case gone(CallFailure)
        case unreadable(CallFailure)
    }

    let reading: any FunctionReading
    let clock: any EngineClock
    let pace: ActionPace
    var gate: CallGate?

    func once(_ target: Target) async -> Result<AliasState, CallFailure> {
        await gate?.admit(.read)
        do throws(CallFailure) {
            return .success(try await reading.alias(target))
        } catch {
            return .failure(error)
        }
    }

    /// - Parameter isStale: true for an answer that must be older than what is already known; it is asked for again.
    func read(_ target: Target, isStale: @Sendable (AliasState) -> Bool = { _ in false }) async -> Reading {
        var stale: AliasState?
        var last: CallFailure?
        for attempt in 0...pace.readBack.count {
            switch await once(target) {
            case .success(let state):
                guard isStale(state) else { return .state(state) }
                stale = state
            case .failure(let failure):
                if failure.kind == .notFound { return .gone(failure) }
                last = failure
                if failure.kind == .denied || failure.kind == .credentials { return .unreadable(failure) }
            }
            guard attempt < pace.readBack.count else { break }
            try? await clock.sleep(for: pace.readBack[attempt])
        }
        if let stale { return .state(stale) }
        return .unreadable(
            last
                ?? CallFailure(
                    kind: .lostReply, service: "lambda", operation: "GetAlias", message: "the alias could not be read back"))
    }
}
