import COpenSSL

/// An Ed25519 signing key (RFC 8032). Not Codable and without a description, so that it is not printed by accident.
package struct Ed25519PrivateKey: Sendable {
    /// The 32 secret bytes (the seed of RFC 8032).
    package let rawRepresentation: [UInt8]

    /// A new key from the system's random generator.
    package init() {
        var bytes = [UInt8](repeating: 0, count: Ed25519PublicKey.size)
        precondition(COpenSSL_ed25519_generate(&bytes) == 1, "OpenSSL cannot generate an Ed25519 key on this machine")
        rawRepresentation = bytes
    }

    /// Nil unless there are exactly 32 bytes.
    package init?(rawRepresentation: [UInt8]) {
        guard rawRepresentation.count == Ed25519PublicKey.size else { return nil }
        self.rawRepresentation = rawRepresentation
    }

    /// Reads PKCS #8 PEM; nil when it is not an Ed25519 private key, or is encrypted.
    package init?(pem: String) {
        let text = Array(pem.utf8)
        var bytes = [UInt8](repeating: 0, count: Ed25519PublicKey.size)
        guard COpenSSL_ed25519_private_from_pem(text, text.count, &bytes) == 1 else { return nil }
        rawRepresentation = bytes
    }

    /// PKCS #8 PEM, unencrypted: write it only to a file of mode 0600.
    package var pem: String { PEMText.make { COpenSSL_ed25519_private_pem(rawRepresentation, $0, $1) } }

    package var publicKey: Ed25519PublicKey {
        var bytes = [UInt8](repeating: 0, count: Ed25519PublicKey.size)
        precondition(COpenSSL_ed25519_public(rawRepresentation, &bytes) == 1, "OpenSSL refuses a 32-byte Ed25519 key")
        return Ed25519PublicKey(checked: bytes)
    }

    /// The 64 bytes of the signature.
    package func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: Ed25519PublicKey.signatureSize)
        precondition(
            COpenSSL_ed25519_sign(rawRepresentation, message, message.count, &signature) == 1,
            "OpenSSL cannot sign with Ed25519 on this machine")
        return signature
    }
}
