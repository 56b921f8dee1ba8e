import COpenSSL

/// Keyed hashes (RFC 2104) by OpenSSL.
package enum HMAC {
    /// The 32 bytes of HMAC-SHA-256; the key may have any length.
    package static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        let size = COpenSSL_sha256_size
        return [UInt8](unsafeUninitializedCapacity: size) { out, count in
            precondition(
                COpenSSL_hmac_sha256(key, key.count, message, message.count, out.baseAddress) == 1,
                "OpenSSL cannot compute HMAC-SHA-256 on this machine")
            count = size
        }
    }

    /// Whether two codes or signatures are equal, in a time that tells nothing about where they differ.
    package static func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        a.count == b.count && COpenSSL_equal(a, b, a.count) == 1
    }
}
