import IncidentModel

/// How the process ends (CONTRACT.md, Exit codes): the one place that gives an end its number.
enum ExitStatus: Int32, Sendable, CaseIterable {
    case done = 0
    case unexpected = 1
    /// Wrong arguments or settings.
    case usage = 2
    case credentials = 3
    case denied = 4
    /// Somebody else moved the alias.
    case preconditionFailed = 5
    case refusedByState = 6
    case refusedByPolicy = 7
    case outcomeUnknown = 8
    /// Some targets moved, some did not.
    case partial = 9
    case journalUnverified = 10
    case unreachable = 69
    case throttled = 75
    case hungUp = 129
    case interrupted = 130
    case terminated = 143
}

extension ExitStatus {
    /// The end of a command that a call to AWS stopped.
    init(_ failure: CallFailure) {
        self =
            switch failure.kind {
            case .credentials: .credentials
            case .denied: .denied
            case .preconditionFailed: .preconditionFailed
            case .notFound, .invalid: .refusedByState
            // 409: another operation on the function is in progress. Like a throttled call, it passes.
            case .throttled, .conflict: .throttled
            case .unreachable, .lostReply: .unreachable
            case .cancelled: .interrupted
            case .server, .malformed: .unexpected
            }
    }

    /// The end of a command that was refused. Exit 2 is for what is wrong in itself, whatever AWS says; a name or version that is well
    /// formed and that AWS does not know is a refusal by state, as is everything else that was decided after looking.
    init(_ refusal: Refusal) {
        self =
            switch refusal.code {
            case .readOnly, .policy, .notTyped: .refusedByPolicy
            case .movedSince: .preconditionFailed
            case .weightInvalid: .usage
            case .unknownTarget, .unknownVersion, .nothingToAbort, .nothingToPromote, .noLastGood, .alreadyThere, .targetDead,
                .latestRefused, .nothingToUndo, .unfinishedAction, .stale, .roleDiffers, .differentDeadLetter,
                .schemaBarrier, .groupStopped, .gated:
                .refusedByState
            }
    }

    /// The end of one action.
    init(_ result: ActionResult) {
        switch result.outcome {
        case .verified: self = .done
        case .superseded: self = .preconditionFailed
        case .unknown: self = .outcomeUnknown
        case .refused: self = result.refusal.map { ExitStatus($0) } ?? result.failure.map { ExitStatus($0) } ?? .refusedByState
        case .notApplied: self = result.failure.map { ExitStatus($0) } ?? .unexpected
        }
    }

    /// The end of a group: done when every part is; partial when only some are; otherwise an unknown outcome before anything else,
    /// else the first part's status.
    init(group parts: [ExitStatus]) {
        let failed = parts.filter { $0 != .done }
        if failed.isEmpty {
            self = .done
        } else if failed.count < parts.count {
            self = .partial
        } else {
            self = failed.contains(.outcomeUnknown) ? .outcomeUnknown : failed.first ?? .unexpected
        }
    }
}
