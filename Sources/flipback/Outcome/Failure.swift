import IncidentEngine
import IncidentModel

/// Why a command ends without having done what it was asked: the status for scripts and a text for people that names the file, call
/// or argument and the next thing to do.
struct Failure: Error, Hashable, Sendable {
    var status: ExitStatus
    /// A stable word for scripts: a `CallFailure.Kind`, a `Refusal.Code`, or `usage`, `settings`, `state`, `journal`.
    var code: String
    var text: String

    init(_ status: ExitStatus, code: String, _ text: String) {
        self.status = status
        self.code = code
        self.text = text
    }

    static func usage(_ text: String) -> Failure { Failure(.usage, code: "usage", text) }

    init(_ failure: CallFailure) {
        self.init(ExitStatus(failure), code: failure.kind.rawValue, Self.sentence(failure, nil))
    }

    /// - Parameter endpoint: Where the call went; told when nothing, or nothing sensible, answers there.
    init(_ failure: CallFailure, endpoint: String) {
        self.init(ExitStatus(failure), code: failure.kind.rawValue, Self.sentence(failure, endpoint))
    }

    init(_ refusal: Refusal) {
        self.init(ExitStatus(refusal), code: refusal.code.rawValue, refusal.text)
    }

    init(_ failure: JournalFailure) {
        self.init(.unexpected, code: "journal", failure.description)
    }

    /// Any error as a failure; one that nobody foresaw keeps its own words.
    init(_ error: any Error) {
        self =
            switch error {
            case let failure as Failure: failure
            case let failure as CallFailure: Failure(failure)
            case let refusal as Refusal: Failure(refusal)
            case let failure as JournalFailure: Failure(failure)
            case is CancellationError: Failure(.interrupted, code: "cancelled", "interrupted")
            default: Failure(.unexpected, code: "unexpected", Sanitiser.sanitise("\(error)", limit: 2048))
            }
    }

    private static func sentence(_ failure: CallFailure, _ endpoint: String?) -> String {
        let advice: String? =
            switch failure.kind {
            case .credentials:
                "set AWS_PROFILE or pass --profile, renew the session (aws sso login), then `flipback doctor`"
            case .denied: "ask for the permission named above, or use another --profile"
            case .throttled: "AWS limits the rate of calls; try again in some seconds"
            case .conflict: "another change of this function is under way; try again in some seconds"
            case .unreachable: "check the network, --region and --endpoint-url, then `flipback doctor`"
            case .lostReply: "the reply never came; run the command again, it reads before it writes"
            case .malformed: "the endpoint does not answer as AWS does; check --endpoint-url and proxies"
            case .server: "the fault is on the service's side; try again"
            case .notFound: "check the name and --region with `flipback status`"
            case .preconditionFailed, .invalid, .cancelled: nil
            }
        var place: String?
        switch failure.kind {
        case .unreachable, .lostReply, .malformed: place = endpoint.map { "endpoint: \($0)" }
        default: break
        }
        return ["\(failure)", place, advice].compactMap(\.self).joined(separator: "\n  ")
    }
}
