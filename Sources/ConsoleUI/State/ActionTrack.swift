import IncidentModel

/// One action as the screen follows it: its phases, its end, and what the error rate did after it.
struct ActionTrack: Hashable, Sendable {
    struct Mark: Hashable, Sendable {
        var phase: ActionPhase
        var at: Timestamp
    }

    var plan: Plan
    var id: String?
    var marks: [Mark] = []
    var note: String?
    var result: ActionResult?
    /// What it asks now; nil when it asks nothing.
    var question: ActionQuestion?
    /// The question that has been answered: the same one is not asked again.
    var answered: ActionQuestion?
    /// The deployment that is being stopped, as it was last read.
    var deployment: Deployment?
    /// Provisioned concurrency that is being allocated, as it was last read.
    var warming: ProvisionedConcurrency?
    /// The error rate (0…1) and the alarms in ALARM when the action began.
    var errorRateBefore: Double?
    var alarmsBefore: Set<String> = []
    /// Set once: how long after the write the target was well again.
    var recoveredAfter: Duration?

    var isRunning: Bool { result == nil }
    var verified: Bool { result?.outcome == .verified }
    /// When the write was confirmed (else sent): recovery is counted from there.
    var appliedAt: Timestamp? {
        for phase in [ActionPhase.acknowledged, .verified, .sent] {
            if let mark = marks.first(where: { $0.phase == phase }) { return mark.at }
        }
        return nil
    }

    mutating func record(_ progress: ActionProgress) {
        id = progress.id
        if marks.last?.phase != progress.phase { marks.append(Mark(phase: progress.phase, at: progress.at)) }
        if let note = progress.note { self.note = Sanitiser.sanitise(note, limit: 200) }
        if let result = progress.result { self.result = result }
        question = progress.question
        if question == nil { answered = nil }
        if let deployment = progress.deployment { self.deployment = deployment }
        if let warming = progress.warming { self.warming = warming }
    }
}

/// Everything one `Effect.execute` started.
struct ActionGroup: Hashable, Sendable {
    var tracks: [ActionTrack]
    var reason: String
    /// Set when the operator has seen the end and put it away.
    var dismissed = false

    var isRunning: Bool { tracks.contains(where: \.isRunning) }
    func contains(_ target: Target) -> Bool { tracks.contains { $0.plan.target == target } }
    func isRunning(on target: Target) -> Bool { tracks.contains { $0.plan.target == target && $0.isRunning } }
}
