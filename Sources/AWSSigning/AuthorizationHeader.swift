import Cryptography

/// `AWS4-HMAC-SHA256 Credential=AKIA…/20261120/eu-west-1/lambda/aws4_request, SignedHeaders=host;x-amz-date, Signature=…`, taken apart.
struct AuthorizationHeader: Sendable {
    let accessKeyID: String
    let scope: SigningScope
    /// Lower case, in the order given.
    let signedHeaders: [String]
    let signature: [UInt8]

    init(_ text: String) throws(SignatureVerifier.Failure) {
        let head = text.prefix { $0 != " " }
        guard head.hasPrefix("AWS4-") else { throw .missing }
        guard head == SigningScope.algorithm else { throw .malformed("Unsupported AWS 'algorithm': '\(head)'") }
        var parts: [String: String] = [:]
        for part in text.dropFirst(head.count).split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1).map { String($0.drop { $0 == " " }) }
            guard pair.count == 2 else {
                throw .malformed("'\(part)' not a valid key=value pair (missing equal-sign) in Authorization header")
            }
            parts[pair[0]] = pair[1]
        }
        func required(_ name: String) throws(SignatureVerifier.Failure) -> String {
            guard let value = parts[name] else { throw .malformed("Authorization header requires '\(name)' parameter") }
            return value
        }
        let credential = try required("Credential").split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard credential.count == 5, credential[4] == SigningScope.terminator, !credential[0].isEmpty else {
            throw .malformed("Credential must have exactly 5 slash-delimited elements, the last of them 'aws4_request'")
        }
        accessKeyID = credential[0]
        scope = SigningScope(date: credential[1], region: credential[2], service: credential[3])
        signedHeaders = try required("SignedHeaders").split(separator: ";").map { $0.lowercased() }
        guard let bytes = Hex.decode(try required("Signature")), bytes.count == 32 else {
            throw .malformed("Signature must be 64 hexadecimal digits")
        }
        signature = bytes
    }
}
