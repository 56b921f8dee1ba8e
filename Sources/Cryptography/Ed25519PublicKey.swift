import COpenSSL

/// The key that checks Ed25519 signatures (RFC 8032).
package struct Ed25519PublicKey: Hashable, Sendable {
    static let size = COpenSSL_ed25519_key_size
    static let signatureSize = COpenSSL_ed25519_signature_size

    /// 32 bytes.
    package let rawRepresentation: [UInt8]

    /// Nil unless there are exactly 32 bytes.
    package init?(rawRepresentation: [UInt8]) {
        guard rawRepresentation.count == Self.size else { return nil }
        self.rawRepresentation = rawRepresentation
    }

    /// Reads SubjectPublicKeyInfo PEM; nil when it is not an Ed25519 public key.
    package init?(pem: String) {
        let text = Array(pem.utf8)
        var bytes = [UInt8](repeating: 0, count: Self.size)
        guard COpenSSL_ed25519_public_from_pem(text, text.count, &bytes) == 1 else { return nil }
        rawRepresentation = bytes
    }

    init(checked bytes: [UInt8]) { rawRepresentation = bytes }

    /// What people compare keys by: the SHA-256 of the 32 bytes, as 64 hexadecimal digits.
    package var fingerprint: String { SHA256.hex(rawRepresentation) }

    /// SubjectPublicKeyInfo PEM, the form `openssl pkey -pubin` reads.
    package var pem: String { PEMText.make { COpenSSL_ed25519_public_pem(rawRepresentation, $0, $1) } }

    /// False for a wrong signature and for one that is not 64 bytes long.
    package func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        signature.count == Self.signatureSize
            && COpenSSL_ed25519_verify(rawRepresentation, message, message.count, signature) == 1
    }
}
