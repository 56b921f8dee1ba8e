/// An authenticated request on its way through a service.
struct Call: Sendable {
    var request: WireRequest
    var requestID: String
    var caller: Caller
}

/// Who signed.
struct Caller: Sendable {
    var accessKeyID: String
    /// As GetCallerIdentity names it.
    var arn: String
    var userID: String
    /// May read and nothing else.
    var isObserver: Bool

    /// Who signs nothing.
    static let anonymous = Caller(accessKeyID: "", arn: "", userID: "", isObserver: true)
    var isAnonymous: Bool { accessKeyID.isEmpty }
}

/// A service's answer: the reply, and what it was for the request log.
struct Answer: Sendable {
    var operation: String
    var reply: WireReply
}
