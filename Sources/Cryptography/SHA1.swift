import COpenSSL

/// SHA-1 (FIPS 180-4) by OpenSSL, for names that somebody else made with it. Never for anything that must not be forged.
package enum SHA1 {
    /// The digest as 40 lower-case hexadecimal digits; nil where OpenSSL refuses SHA-1 (a FIPS provider may).
    package static func hex(_ bytes: [UInt8]) -> String? {
        var made = false
        let digest = [UInt8](unsafeUninitializedCapacity: 20) { out, count in
            made = COpenSSL_sha1(bytes, bytes.count, out.baseAddress) == 1
            count = made ? 20 : 0
        }
        return made ? Hex.encode(digest) : nil
    }
}
