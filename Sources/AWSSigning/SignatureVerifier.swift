import Cryptography

/// Checks SigV4 signatures the way AWS does: for the embedded region.
package struct SignatureVerifier: Sendable {
    package enum Failure: Error, Sendable {
        /// No Authorization header, or none of SigV4 (AWS: MissingAuthenticationToken).
        case missing
        /// What is wrong with the header (AWS: IncompleteSignature).
        case malformed(String)
        /// No such access key, or not its session token (AWS: UnrecognizedClientException).
        case unknownKey(String)
        /// More than 300 s from every allowed clock; how far from the nearest, positive when the date is ahead.
        case expired(skewSeconds: Int64)
        /// The credential scope names another day or region.
        case wrongScope(String)
        /// The texts the verifier made, as AWS's own error message shows them.
        case mismatch(canonicalRequest: String, stringToSign: String)
    }

    /// Seconds by which the date of a request may differ from the clock.
    package static let allowedSkew: Int64 = 300

    private let region: String?
    private let secret: @Sendable (String) -> SigningCredentials?

    /// - Parameters:
    ///   - region: the region every scope must name; nil accepts any.
    ///   - secret: the credentials of an access key id.
    package init(region: String?, secret: @escaping @Sendable (String) -> SigningCredentials?) {
        self.region = region
        self.secret = secret
    }

    /// Checks one request as it came off the wire.
    ///
    /// - Parameters:
    ///   - target: path and query exactly as received.
    ///   - headers: all of them, in order.
    ///   - allowedTimes: the clocks, in seconds since the epoch, by any of which the date may be judged.
    /// - Returns: the access key id and the service of the scope.
    package func verify(
        method: String, target: String, headers: [(name: String, value: String)], body: [UInt8], allowedTimes: [Int64]
    ) -> Result<(accessKeyID: String, service: String), Failure> {
        do throws(Failure) {
            return .success(
                try check(method: method, target: target, headers: headers, body: body, allowedTimes: allowedTimes))
        } catch {
            return .failure(error)
        }
    }

    private func check(
        method: String, target: String, headers: [(name: String, value: String)], body: [UInt8], allowedTimes: [Int64]
    ) throws(Failure) -> (accessKeyID: String, service: String) {
        func value(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }

        guard let header = value("authorization") else { throw .missing }
        let authorization = try AuthorizationHeader(header)
        guard let stated = value("x-amz-date") else { throw .malformed("Authorization header requires X-Amz-Date") }
        guard let date = SigningDate(stated) else {
            throw .malformed("X-Amz-Date must be in ISO-8601 'basic format'. Got '\(stated)'")
        }

        guard let credentials = secret(authorization.accessKeyID) else { throw .unknownKey(authorization.accessKeyID) }
        let token = value("x-amz-security-token")
        guard (credentials.sessionToken ?? "") == (token ?? "") else { throw .unknownKey(authorization.accessKeyID) }

        let skews = allowedTimes.map { date.secondsSinceEpoch - $0 }
        guard let skew = skews.min(by: { abs($0) < abs($1) }), abs(skew) <= Self.allowedSkew else {
            throw .expired(skewSeconds: skews.min { abs($0) < abs($1) } ?? 0)
        }
        let scope = authorization.scope
        guard scope.date == date.day else {
            throw .wrongScope(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date: '\(scope.date)' != '\(date.day)'"
            )
        }
        if let region, scope.region != region {
            throw .wrongScope("Credential should be scoped to a valid region, not '\(scope.region)'")
        }

        let covered = try covered(headers, by: authorization)
        let payloadHash = value("x-amz-content-sha256") ?? SHA256.hex(body)
        let (path, query) = SigningURL.split(target: target)
        let canonical = CanonicalRequest(
            method: method, path: path, query: query, headers: covered, payloadHash: payloadHash, service: scope.service)
        let stringToSign = scope.stringToSign(date: stated, canonicalRequest: canonical.text)
        let expected = scope.signature(of: stringToSign, secret: credentials.secretAccessKey)
        guard HMAC.areEqual(expected, authorization.signature), isHash(payloadHash, of: body) else {
            throw .mismatch(canonicalRequest: canonical.text, stringToSign: stringToSign)
        }
        return (authorization.accessKeyID, scope.service)
    }

    /// The headers that the signature names. Host and every x-amz-* header that was sent must be among them.
    private func covered(
        _ headers: [(name: String, value: String)], by authorization: AuthorizationHeader
    ) throws(Failure) -> [(name: String, value: String)] {
        let signed = Set(authorization.signedHeaders)
        let present = Set(headers.map { $0.name.lowercased() })
        guard signed.contains("host") else { throw .malformed("'Host' must be a 'SignedHeader' in the AWS Authorization.") }
        if let absent = authorization.signedHeaders.first(where: { !present.contains($0) }) {
            throw .malformed("SignedHeaders names '\(absent)', which the request does not have")
        }
        if let open = present.sorted().first(where: { $0.hasPrefix("x-amz-") && !signed.contains($0) }) {
            throw .malformed("There were headers present in the request which were not signed: '\(open)'")
        }
        return headers.filter { signed.contains($0.name.lowercased()) }
    }

    private func isHash(_ stated: String, of body: [UInt8]) -> Bool {
        stated == "UNSIGNED-PAYLOAD" || stated.lowercased() == SHA256.hex(body)
    }
}
