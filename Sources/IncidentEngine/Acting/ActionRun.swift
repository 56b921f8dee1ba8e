import IncidentModel

/// One plan being carried out: intent journalled, one fenced write, read back. Every end is one of `ActionOutcome`; `verified` is only
/// ever said of a routing that was read.
struct ActionRun {
    let recorder: ActionRecorder
    let writing: any AliasWriting
    let readBack: AliasReadBack
    let clock: any EngineClock
    let pace: ActionPace
    let jitter: @Sendable () -> Double
    let progress: @Sendable (ActionProgress) -> Void

    /// Replaced after a 412 by the same command with a new fence.
    var plan: Plan
    let began: Duration
    var round = 1
    var requestIDs: [String] = []
    /// The revision our own write produced.
    var revision: RevisionID?
    /// A write of ours ended without a usable reply, so it may have been applied.
    var mayHaveApplied = false
    var hasResent = false
    /// Set when a phase could not be written after the bytes had left.
    var journalTrouble: JournalFailure?

    enum Next {
        case send
        case end(Ending)
    }

    struct Ending {
        var outcome: ActionOutcome
        var note: String?
        var refusal: Refusal?
        var failure: CallFailure?
    }

    mutating func run() async -> ActionResult {
        if let refused = await writeIntent() { return refused }
        var next = Next.send
        while true {
            switch next {
            case .send: next = await send()
            case .end(let ending): return await finish(ending)
            }
        }
    }

    /// The one fsync that stands before the wire. Nil when the write may go out.
    private mutating func writeIntent() async -> ActionResult? {
        let written = await recorder.write(.intent, plan, details: ActionRecorder.details(of: plan, round: round))
        if case .failure(let failure) = written {
            guard recorder.context.allowUnjournalled else {
                let refusal = Refusal(
                    .policy,
                    "nothing was sent, because the journal cannot be written (\(failure)): make the file writable or free some space, "
                        + "then try again; or allow acting without a journal")
                return result(Ending(outcome: .refused, note: refusal.text, refusal: refusal), seq: nil)
            }
            journalTrouble = failure
        }
        report(.intent, journalTrouble.map { "NOT JOURNALLED: \($0)" })
        return nil
    }

    /// One write. `sent` is written while the call is in flight and before any later phase.
    private mutating func send() async -> Next {
        let recorder = recorder
        let plan = plan
        async let marked = recorder.write(.sent, plan)
        report(.sent, nil)
        let reply: Result<AliasWriteReply, CallFailure>
        do throws(CallFailure) {
            reply = .success(try await writing.update(plan.target, to: plan.after, expecting: plan.revision))
        } catch {
            reply = .failure(error)
        }
        note(await marked)
        switch reply {
        case .success(let reply): return await acknowledged(reply)
        case .failure(let failure):
            if let id = failure.requestID { requestIDs.append(id) }
            return await failed(failure)
        }
    }

    private mutating func acknowledged(_ reply: AliasWriteReply) async -> Next {
        requestIDs.append(reply.requestID)
        let made = reply.alias.revision
        revision = made
        let recorder = recorder
        let plan = plan
        async let marked = recorder.write(.acknowledged, plan, revisionAfter: made, requestIDs: [reply.requestID])
        report(.acknowledged, nil)
        // Lambda may still answer with the state before the write; that one carries our own fence.
        let fence = plan.revision
        let reading = await readBack.read(plan.target) { $0.revision == fence && fence != made }
        note(await marked)
        switch reading {
        case .state(let state) where state.routing == plan.after:
            revision = state.revision
            return .end(Ending(outcome: .verified))
        case .state(let state) where state.revision == fence && fence != made:
            return .end(unknown("AWS acknowledged the write, but GetAlias still shows the state before it", nil))
        case .state(let state): return .end(superseded(by: state, after: "our write was acknowledged"))
        case .gone(let failure): return .end(gone(failure))
        case .unreadable(let failure): return .end(unknown("AWS acknowledged the write, but it could not be read back", failure))
        }
    }

    private mutating func failed(_ failure: CallFailure) async -> Next {
        switch failure.kind {
        case .preconditionFailed: return await afterFence(failure)
        case .conflict, .throttled: return await backOff(failure)
        case .lostReply, .server, .malformed, .cancelled: return await afterLostReply(failure)
        case .denied, .credentials, .notFound, .invalid, .unreachable:
            guard mayHaveApplied else { return .end(Ending(outcome: .notApplied, note: "\(failure)", failure: failure)) }
            return await afterLostReply(failure)
        }
    }
}
