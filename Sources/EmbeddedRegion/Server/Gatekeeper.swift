import AWSSigning

/// Who signed a request, or why it is turned away, in the words each protocol's front door uses.
struct Gatekeeper: Sendable {
    private let verifier: SignatureVerifier
    private let credentials: CredentialStore
    private let clock: RegionClock

    init(region: String, credentials: CredentialStore, clock: RegionClock) {
        self.credentials = credentials
        self.clock = clock
        verifier = SignatureVerifier(region: region) { credentials.entry($0)?.credentials }
    }

    /// - Parameter skewSeconds: by which the clocks that judge the signature are ahead.
    func admit(
        _ request: WireRequest, skewSeconds: Int64 = 0
    ) -> Result<(caller: Caller, service: String), SignatureVerifier.Failure> {
        if request.header("authorization") == nil, RequestLabel(request).operation == STSService.unsigned {
            return .success((.anonymous, "sts"))
        }
        let times = [clock.now() / 1000 + skewSeconds, RegionClock.wallMilliseconds() / 1000 + skewSeconds]
        let outcome = verifier.verify(
            method: request.method, target: request.target, headers: request.headers, body: request.body, allowedTimes: times)
        switch outcome {
        case .failure(let failure): return .failure(failure)
        case .success(let signer):
            guard let entry = credentials.entry(signer.accessKeyID) else { return .failure(.unknownKey(signer.accessKeyID)) }
            return .success((entry.caller, signer.service))
        }
    }

    /// - Parameters:
    ///   - isQuery: query services use other names for some of the failures.
    ///   - stated: the request's X-Amz-Date.
    ///   - now: milliseconds since 1970.
    static func failure(
        _ failure: SignatureVerifier.Failure, isQuery: Bool, stated: String, now: Int64
    ) -> ServiceFailure {
        switch failure {
        case .missing: return ServiceFailure("MissingAuthenticationToken", 403, "Missing Authentication Token")
        case .malformed(let what):
            return ServiceFailure(isQuery ? "IncompleteSignature" : "IncompleteSignatureException", 403, what)
        case .unknownKey:
            return ServiceFailure(
                isQuery ? "InvalidClientTokenId" : "UnrecognizedClientException", 403,
                "The security token included in the request is invalid.")
        case .expired(let skew):
            let limit = CivilTime(milliseconds: now + (skew > 0 ? 300_000 : -300_000)).basic
            let clock = CivilTime(milliseconds: now).basic
            return ServiceFailure(
                isQuery ? "SignatureDoesNotMatch" : "InvalidSignatureException", 403,
                skew > 0
                    ? "Signature not yet current: \(stated) is still later than \(limit) (\(clock) + 5 min.)"
                    : "Signature expired: \(stated) is now earlier than \(limit) (\(clock) - 5 min.)")
        case .wrongScope(let what):
            return ServiceFailure(isQuery ? "SignatureDoesNotMatch" : "InvalidSignatureException", 403, what)
        case .mismatch(let canonicalRequest, let stringToSign):
            return ServiceFailure(
                isQuery ? "SignatureDoesNotMatch" : "InvalidSignatureException", 403,
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and "
                    + "signing method. Consult the service documentation for details.\n\nThe Canonical String for this request should "
                    + "have been\n'\(canonicalRequest)'\n\nThe String-to-Sign should have been\n'\(stringToSign)'\n")
        }
    }
}
