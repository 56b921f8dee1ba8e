import Cryptography

/// The credential scope of a signature, `20261120/eu-west-1/lambda/aws4_request`, and the key derived from it.
struct SigningScope: Sendable {
    static let algorithm = "AWS4-HMAC-SHA256"
    static let terminator = "aws4_request"

    /// `20261120`
    let date: String
    let region: String
    let service: String

    var text: String { "\(date)/\(region)/\(service)/\(Self.terminator)" }

    func stringToSign(date: String, canonicalRequest: String) -> String {
        "\(Self.algorithm)\n\(date)\n\(text)\n\(SHA256.hex(Array(canonicalRequest.utf8)))"
    }

    /// The derived key: HMAC over date, region, service and terminator in turn, starting from `AWS4` + secret. Four HMACs take a few
    /// microseconds, so the key is made anew for each signature and never kept.
    func key(secret: String) -> [UInt8] {
        [date, region, service, Self.terminator].reduce(Array("AWS4\(secret)".utf8)) { key, part in
            HMAC.sha256(key: key, Array(part.utf8))
        }
    }

    func signature(of stringToSign: String, secret: String) -> [UInt8] {
        HMAC.sha256(key: key(secret: secret), Array(stringToSign.utf8))
    }
}
