/// Why a call to AWS did not give a usable reply. One type for every port, so that the engine and the screens treat them alike.
package struct CallFailure: Error, Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case throttled, denied, credentials, notFound, preconditionFailed, conflict, invalid, server
        /// No connection could be made: nothing was sent.
        case unreachable
        /// Bytes left, no complete reply came: for a write the outcome is unknown.
        case lostReply
        /// A reply came that is not what the service promises: truncated, not JSON, wrong types, over the size cap.
        case malformed
        case cancelled
    }

    package var kind: Kind
    /// `lambda`, `monitoring`, `sts`.
    package var service: String
    /// `UpdateAlias`
    package var operation: String
    /// AWS's own code, `TooManyRequestsException`; empty when there was no reply.
    package var code: String
    package var message: DisplayText
    package var status: Int?
    package var requestID: String?
    /// Retry-After, where the service sent it.
    package var retryAfter: Duration?

    package init(
        kind: Kind, service: String, operation: String, code: String = "", message: DisplayText, status: Int? = nil,
        requestID: String? = nil, retryAfter: Duration? = nil
    ) {
        self.kind = kind
        self.service = service
        self.operation = operation
        self.code = code
        self.message = message
        self.status = status
        self.requestID = requestID
        self.retryAfter = retryAfter
    }

    /// Whether the same read may be sent again. Writes follow their own rule: read first.
    package var isRetryable: Bool {
        switch kind {
        case .throttled, .server, .unreachable, .lostReply: true
        default: false
        }
    }

    /// Whether a write that ended so may have been applied: it must be read back before anything else.
    package var leavesWriteUnknown: Bool { kind == .lostReply || kind == .server || kind == .malformed }
}

extension CallFailure: CustomStringConvertible {
    /// `lambda GetAlias: TooManyRequestsException (429): Rate exceeded`
    package var description: String {
        let what = code.isEmpty ? kind.rawValue : code
        return "\(service) \(operation): \(what)\(status.map { " (\($0))" } ?? ""): \(message)"
    }
}
