/// How far an action is. `intent` and `sent` are open: what they became must be read from AWS before anything else is done.
package enum ActionPhase: String, Sendable, CaseIterable {
    case intent, sent, acknowledged, verified, superseded, notApplied, unknown, refused

    package var isOpen: Bool { self == .intent || self == .sent || self == .acknowledged }
}

/// How an action ended (CONTRACT.md, result).
package enum ActionOutcome: String, Sendable, CaseIterable {
    case verified, superseded, notApplied, refused, unknown
}

/// The end of one action on one target.
package struct ActionResult: Hashable, Sendable {
    package var id: String
    package var target: Target
    package var command: String
    package var before: Routing
    package var after: Routing
    package var outcome: ActionOutcome
    package var refusal: Refusal?
    /// The call that stood in the way, when the outcome is not `verified`.
    package var failure: CallFailure?
    package var duration: Duration
    package var requestIDs: [String]
    /// The journal's sequence number of the event that closed the action; nil when the journal could not be written.
    package var journalSeq: Int?
    /// The revision our own write produced: the fence of an undo.
    package var revision: RevisionID?
    /// What else a person should know or do now: drift of infrastructure as code, capacity that was not put back.
    package var notes: [String]

    package init(
        id: String, target: Target, command: String, before: Routing, after: Routing, outcome: ActionOutcome,
        refusal: Refusal? = nil, failure: CallFailure? = nil, duration: Duration = .zero, requestIDs: [String] = [],
        journalSeq: Int? = nil, revision: RevisionID? = nil, notes: [String] = []
    ) {
        self.id = id
        self.target = target
        self.command = command
        self.before = before
        self.after = after
        self.outcome = outcome
        self.refusal = refusal
        self.failure = failure
        self.duration = duration
        self.requestIDs = requestIDs
        self.journalSeq = journalSeq
        self.revision = revision
        self.notes = notes
    }
}

/// One step of an action as it happens, for the screen.
package struct ActionProgress: Hashable, Sendable {
    package var id: String
    package var plan: Plan
    package var phase: ActionPhase
    package var at: Timestamp
    /// `412: the alias moved, reading it again (round 1 of 3)`
    package var note: String?
    /// Set while the action waits for a person's answer; the next progress without one takes it back.
    package var question: ActionQuestion?
    /// The deployment that is being stopped, as it was last read.
    package var deployment: Deployment?
    /// While provisioned concurrency is being allocated.
    package var warming: ProvisionedConcurrency?
    /// Set on the last progress of the action.
    package var result: ActionResult?

    package init(
        id: String, plan: Plan, phase: ActionPhase, at: Timestamp, note: String? = nil, question: ActionQuestion? = nil,
        deployment: Deployment? = nil, warming: ProvisionedConcurrency? = nil, result: ActionResult? = nil
    ) {
        self.id = id
        self.plan = plan
        self.phase = phase
        self.at = at
        self.note = note
        self.question = question
        self.deployment = deployment
        self.warming = warming
        self.result = result
    }
}
