import Cryptography

/// Signs requests with AWS Signature Version 4 in the Authorization header ("Signature Version 4 signing process", AWS IAM user guide).
/// Pure: the moment is a parameter, so a corrected clock is the caller's choice.
package struct RequestSigner: Sendable {
    private let region: String
    private let service: String

    /// - Parameter service: the signing name, `lambda`, `monitoring`, `sts`; `s3` has its own path rule.
    package init(region: String, service: String) {
        self.region = region
        self.service = service
    }

    /// The headers to add to the request: `X-Amz-Date`, `X-Amz-Security-Token` when there is a token, `Authorization`. Host is signed from
    /// the URL, or from a `Host` header where there is one. Values of the three names that the request already has are not signed, except a
    /// token of a caller whose credentials have none.
    package func sign(
        _ request: SigningRequest, credentials: SigningCredentials, at secondsSinceEpoch: Int64
    ) -> [(name: String, value: String)] {
        signature(of: request, credentials: credentials, at: secondsSinceEpoch).headers
    }

    /// The signature with the two texts it is made from, for tests and for finding out why a service disagrees.
    package func signature(
        of request: SigningRequest, credentials: SigningCredentials, at secondsSinceEpoch: Int64
    ) -> RequestSignature {
        let date = SigningDate(secondsSinceEpoch: secondsSinceEpoch)
        let url = SigningURL(request.url)
        var added: [(name: String, value: String)] = [("X-Amz-Date", date.text)]
        if let token = credentials.sessionToken, !token.isEmpty { added.append(("X-Amz-Security-Token", token)) }

        let replaced = Set(added.map { $0.name.lowercased() })
        var covered = request.headers.filter { header in
            let name = header.name.lowercased()
            return !CanonicalRequest.unsignedNames.contains(name) && !replaced.contains(name)
        }
        if !covered.contains(where: { $0.name.lowercased() == "host" }) { covered.append(("host", url.host)) }
        covered += added

        let stated = covered.first { $0.name.lowercased() == "x-amz-content-sha256" }?.value
        let canonical = CanonicalRequest(
            method: request.method, path: url.path, query: url.query, headers: covered,
            payloadHash: stated ?? SHA256.hex(request.body), service: service)
        let scope = SigningScope(date: date.day, region: region, service: service)
        let stringToSign = scope.stringToSign(date: date.text, canonicalRequest: canonical.text)
        let signature = scope.signature(of: stringToSign, secret: credentials.secretAccessKey)
        added.append(
            (
                "Authorization",
                "\(SigningScope.algorithm) Credential=\(credentials.accessKeyID)/\(scope.text), "
                    + "SignedHeaders=\(canonical.signedHeaders), Signature=\(Hex.encode(signature))"
            ))
        return RequestSignature(canonicalRequest: canonical.text, stringToSign: stringToSign, headers: added)
    }
}
