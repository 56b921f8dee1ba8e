import IncidentModel

/// What became of an action whose process died, as the alias tells it.
struct ReconcileVerdict {
    var outcome: ActionOutcome
    var text: String
    var revision: RevisionID?
    var failure: CallFailure?

    /// - Parameters:
    ///   - deployment: the one that the action was to stop, or the one that takes that back; nil when there was none.
    ///   - capacity: the alias' provisioned concurrency, read while AWS holds the traffic back.
    init(
        _ move: ActionLedger.Move, _ reading: AliasReadBack.Reading, deployment: Result<Deployment, CallFailure>?,
        capacity: ProvisionedConcurrency?
    ) {
        switch reading {
        case .unreadable(let failure):
            self.init(
                outcome: .unknown, text: "\(move.target) cannot be read (\(failure)): try again later", failure: failure)
        case .gone(let failure):
            self.init(outcome: .superseded, text: "\(move.target) does not exist any more", failure: failure)
        case .state(let state): self = Self.of(move, state, deployment, capacity)
        }
    }

    private init(outcome: ActionOutcome, text: String, revision: RevisionID? = nil, failure: CallFailure? = nil) {
        self.outcome = outcome
        self.text = text
        self.revision = revision
        self.failure = failure
    }

    private static func of(
        _ move: ActionLedger.Move, _ state: AliasState, _ deployment: Result<Deployment, CallFailure>?,
        _ capacity: ProvisionedConcurrency?
    ) -> ReconcileVerdict {
        let running: String? =
            switch deployment {
            case nil: nil
            case .success(let read): read.status.isRunning ? "\(read.id) is \(read.status.rawValue) and may move it again" : nil
            case .failure(let failure): "\(move.stopped ?? "its deployment") could not be read (\(failure))"
            }
        let isThere = state.routing == move.after && (state.revision != move.revisionBefore || move.before == move.after)
        if isThere {
            let text = "\(move.target) is \(state.routing.trafficText), as planned"
            // Nothing is called verified that CodeDeploy is about to change.
            if let running {
                let wasSent = state.revision != move.revisionBefore
                return ReconcileVerdict(outcome: wasSent ? .unknown : .notApplied, text: "\(text), but \(running)")
            }
            return ReconcileVerdict(outcome: .verified, text: text, revision: state.revision)
        }
        if state.revision == move.revisionBefore, move.revisionAfter == nil {
            let also = running.map { "; \($0)" } ?? ""
            return ReconcileVerdict(
                outcome: .notApplied,
                text: "\(move.target) is still at revision \(state.revision.short)…: the write never arrived\(also)")
        }
        if isHeld(state, move), state.routing != move.before {
            guard capacity?.status == .failed else {
                return ReconcileVerdict(
                    outcome: .unknown,
                    text:
                        "the pointer of \(move.target) moved, and AWS keeps the traffic on the old version until the new one is warm",
                    revision: state.revision)
            }
            return ReconcileVerdict(
                outcome: .superseded,
                text: "AWS could not warm \(move.after.pointer.label), so the old version keeps all the traffic of \(move.target)"
            )
        }
        let also = running.map { "; \($0)" } ?? ""
        return ReconcileVerdict(
            outcome: .superseded,
            text:
                "\(move.target) is \(state.routing.trafficText) at revision \(state.revision.short)…, not \(move.after.trafficText): "
                + "\(move.stopped.map { "\($0) or " } ?? "")somebody moved it since\(also)")
    }

    static func isHeld(_ state: AliasState, _ move: ActionLedger.Move) -> Bool {
        move.after.additional == nil && state.routing.pointer == move.after.pointer
            && (state.routing.additional?.share ?? 0) >= 1
    }
}
