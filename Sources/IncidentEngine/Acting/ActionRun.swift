import IncidentModel

/// One plan being carried out: intent journalled; a running deployment stopped and followed; provisioned concurrency prepared; one fenced
/// write, read back; watched while CodeDeploy may still move the alias. Every end is one of `ActionOutcome`; `verified` is only ever
/// said of a routing that was read. The order of the steps: reference/aws-and-field-facts.md, section 7.
struct ActionRun {
    let recorder: ActionRecorder
    let tools: ActionTools
    /// Replaced after a 412, or once CodeDeploy has been stopped, by the same command with a new fence.
    var plan: Plan
    let began: Duration
    /// The group's gate has admitted the first write already.
    var isAdmitted = false
    /// Why the policy lets it be carried out.
    var clearance = Clearance.free

    var round = 1
    var requestIDs: [String] = []
    /// The revision of the alias as it was read last: the fence of an undo.
    var revision: RevisionID?
    /// A write of ours ended without a usable reply, so it may have been applied.
    var mayHaveApplied = false
    var hasResent = false
    /// A write of this action is known to have been applied.
    var hasMoved = false
    /// When the present write was first tried.
    var triedSince: Duration?
    /// Set when a phase could not be written after the bytes had left.
    var journalTrouble: JournalFailure?
    /// The place of the intent in the journal.
    var intentSeq: Int?
    /// The deployment that is stopped first, as it was last read; its rollback deployment once there is one.
    var deployment: Deployment?
    /// The alias was taken before the deployment was over: it is watched for a step before anything is called verified.
    var needsWatch = false
    /// Set between taking the alias' provisioned concurrency away and putting it back.
    var owesCapacity = false
    /// What else a person should know at the end.
    var notes: [String] = []

    var clock: any EngineClock { tools.clock }
    var pace: ActionPace { tools.pace }
    var readBack: AliasReadBack { tools.readBack }
    var control: ActionControl { tools.control }

    enum Next {
        case send
        case end(Ending)
    }

    struct Ending {
        var outcome: ActionOutcome
        var note: String?
        var refusal: Refusal?
        var failure: CallFailure?
        /// The alias has moved and AWS is still warming the version: the action is left open for the reconciler.
        var isWarming = false
    }

    mutating func run() async -> ActionResult {
        if let refused = await writeIntent() { return refused }
        var next = await prepare()
        while true {
            switch next {
            case .send:
                if let ending = await yielded() { next = .end(ending) } else { next = await send() }
            case .end(let ending) where ending.outcome == .verified && needsWatch: next = await watch()
            case .end(let ending): return await finish(ending)
            }
        }
    }

    /// The one fsync that stands before the wire. Nil when the write may go out.
    private mutating func writeIntent() async -> ActionResult? {
        let details = ActionRecorder.details(of: plan, round: round).merging(clearance.details) { $1 }
        switch await recorder.write(.intent, plan, details: details) {
        case .success(let event): intentSeq = event.seq
        case .failure(let failure):
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

    /// What has to be done before the alias is written.
    private mutating func prepare() async -> Next {
        var isPrepared = false
        if let stopping = plan.stopping {
            if let ending = await stop(stopping) { return .end(ending) }
            if case .end(let ending) = await reread(after: "\(stopping.label) was stopped") { return .end(ending) }
            isPrepared = true
        }
        if let provisioned = plan.provisioned, provisioned.chosen != .waitWarm {
            if let ending = await makeRoom(provisioned) { return .end(ending) }
            return await reread(after: "provisioned concurrency was prepared")
        }
        if isPrepared { report(.sent, "the alias is \(plan.before.trafficText): moving it") }
        return .send
    }

    /// One write. `sent` is written while the call is in flight and before any later phase.
    private mutating func send() async -> Next {
        if isAdmitted { isAdmitted = false } else { await tools.gate?.admit(.write) }
        if triedSince == nil { triedSince = clock.now.uptime }
        let recorder = recorder
        let plan = plan
        async let marked = recorder.write(.sent, plan)
        report(.sent, nil)
        let reply: Result<AliasWriteReply, CallFailure>
        do throws(CallFailure) {
            reply = .success(try await tools.ports.aliases.update(plan.target, to: plan.after, expecting: plan.revision))
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
        hasMoved = true
        let recorder = recorder
        let plan = plan
        async let marked = recorder.write(.acknowledged, plan, revisionAfter: made, requestIDs: [reply.requestID])
        report(.acknowledged, nil)
        // Lambda may still answer with the state before the write; that one carries our own fence.
        let fence = plan.revision
        let reading = await readBack.read(
            plan.target, isStale: { $0.revision == fence && fence != made }, isSure: { $0.revision == made })
        note(await marked)
        switch reading {
        case .state(let state) where state.routing == plan.after:
            revision = state.revision
            return .end(Ending(outcome: .verified))
        case .state(let state) where state.revision == fence && fence != made:
            return .end(unknown("AWS acknowledged the write, but GetAlias still shows the state before it", nil))
        case .state(let state) where isHeld(state): return await warm(state)
        case .state(let state): return await takenOver(by: state)
        case .gone(let failure): return .end(gone(failure))
        case .unreadable(let failure): return .end(unknown("AWS acknowledged the write, but it could not be read back", failure))
        }
    }

    /// Read back as something else although our write was acknowledged. Only a deployment that is not over may have done that rightly.
    mutating func takenOver(by state: AliasState) async -> Next {
        guard needsWatch else { return .end(superseded(by: state, after: "our write was acknowledged")) }
        mayHaveApplied = false
        return await decide(on: state, nil)
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
