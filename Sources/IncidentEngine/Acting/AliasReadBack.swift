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

    /// Reads until the answer can be believed. Lambda may answer with an older state for a moment, which may look like the one that is hoped
    /// for: what is not known from elsewhere is believed when two answers in a row agree.
    /// - Parameters:
    ///   - isStale: true for an answer that must be older than what is already known; it is asked for again.
    ///   - isSure: true for an answer that one reading proves, such as the revision that our own write was told to have made.
    func read(
        _ target: Target, isStale: @Sendable (AliasState) -> Bool = { _ in false },
        isSure: @Sendable (AliasState) -> Bool = { _ in false }
    ) async -> Reading {
        var stale: AliasState?
        var unsure: AliasState?
        var last: CallFailure?
        let began = clock.now.uptime
        var attempt = 0
        while true {
            switch await once(target) {
            case .success(let state):
                if isStale(state) {
                    stale = state
                } else if isSure(state) || unsure?.revision == state.revision {
                    return .state(state)
                } else {
                    unsure = state
                }
            case .failure(let failure):
                if failure.kind == .notFound { return .gone(failure) }
                last = failure
                if failure.kind == .denied || failure.kind == .credentials { return .unreadable(failure) }
                // A quota that others use up says nothing of the alias: it is asked for again before a try counts as used.
                if failure.kind == .throttled, clock.now.uptime - began < pace.readBackThrottled {
                    let pause = pace.readBack.first ?? .milliseconds(500)
                    do { try await clock.sleep(for: pause) } catch { return .unreadable(failure) }
                    continue
                }
            }
            guard attempt < pace.readBack.count else { break }
            try? await clock.sleep(for: pace.readBack[attempt])
            attempt += 1
        }
        // One answer that nothing confirms proves nothing.
        if let stale, unsure == nil { return .state(stale) }
        return .unreadable(
            last
                ?? CallFailure(
                    kind: .lostReply, service: "lambda", operation: "GetAlias", message: "no two answers in a row agreed"))
    }
}
