import HTTPTransport
import IncidentModel

/// What an error code or status means to the engine.
enum FailureRules {
    /// The 14 throttling codes of botocore's standard retry mode.
    static let throttling: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "RequestThrottled",
        "TooManyRequestsException", "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException",
        "ProvisionedThroughputExceededException", "TransactionInProgressException", "SlowDown", "PriorRequestNotComplete",
        "EC2ThrottledException",
    ]

    /// The keys themselves were refused: reading the sources again may help.
    static let credentials: Set<String> = [
        "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException", "UnrecognizedClient",
        "InvalidSignatureException", "InvalidSignature", "SignatureDoesNotMatch", "InvalidAccessKeyId", "AuthFailure",
        "InvalidToken", "MissingAuthenticationToken", "MissingAuthenticationTokenException", "IncompleteSignature",
        "IncompleteSignatureException", "RequestTimeTooSkewed", "RequestExpired", "TokenRefreshRequired", "InvalidIdentityToken",
        "IDPRejectedClaim",
    ]

    static let denied: Set<String> = [
        "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized", "OptInRequired",
        "KMSAccessDeniedException",
    ]

    static func kind(code: String, status: Int) -> CallFailure.Kind {
        if throttling.contains(code) { return .throttled }
        if credentials.contains(code) { return .credentials }
        if denied.contains(code) { return .denied }
        switch code {
        case "PreconditionFailedException", "PreconditionFailed": return .preconditionFailed
        case "ResourceConflictException", "DeploymentLimitExceededException": return .conflict
        // CodeDeploy answers 400 to these.
        case let code where code.hasSuffix("DoesNotExistException"): return .notFound
        case "ResourceNotFoundException", "ResourceNotFound": return .notFound
        default: break
        }
        switch status {
        case 429: return .throttled
        case 401: return .credentials
        case 403: return .denied
        // Only AWS's own words make a thing absent: a proxy's 404 page must not.
        case 404: return code.isEmpty ? .malformed : code == "UnknownOperationException" ? .invalid : .notFound
        case 412: return .preconditionFailed
        case 409: return .conflict
        case 500...599: return .server
        case 400..<500: return .invalid
        default: return .malformed
        }
    }

    /// Statuses and codes that standard mode calls transient.
    static func isTransient(code: String, status: Int?) -> Bool {
        if ["RequestTimeout", "RequestTimeoutException"].contains(code) { return true }
        return status.map { [500, 502, 503, 504].contains($0) } ?? false
    }

    static func failure(_ error: TransportError, of call: ServiceCall) -> CallFailure {
        let kind: CallFailure.Kind =
            switch error.kind {
            case .unreachable, .untrusted: .unreachable
            case .lostReply: .lostReply
            case .tooLarge: .malformed
            case .forbidden: .invalid
            case .cancelled: .cancelled
            }
        return CallFailure(
            kind: kind, service: call.service.rawValue, operation: call.operation, message: DisplayText(error.text, limit: 300))
    }
}
