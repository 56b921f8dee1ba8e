import COpenSSL

/// SHA-256 (FIPS 180-4) by OpenSSL.
package enum SHA256 {
    /// The 32 bytes of the digest.
    package static func digest(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBytes { digest($0) } }

    /// The same of bytes that stand somewhere else, without a copy of them.
    package static func digest(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        let size = COpenSSL_sha256_size
        return [UInt8](unsafeUninitializedCapacity: size) { out, count in
            // It can only fail when OpenSSL has no memory or no SHA-256; then nothing can be signed or journalled.
            precondition(
                COpenSSL_sha256(bytes.baseAddress, bytes.count, out.baseAddress) == 1,
                "OpenSSL cannot compute SHA-256 on this machine")
            count = size
        }
    }

    /// The digest as 64 lower-case hexadecimal digits.
    package static func hex(_ bytes: [UInt8]) -> String { Hex.encode(digest(bytes)) }
}
