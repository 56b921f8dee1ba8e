import Cryptography

/// The digest by which AWS names a body: of a signed payload, of an AppSpec.
package enum PayloadHash {
    /// SHA-256 as 64 lower-case hexadecimal digits.
    package static func hex(_ bytes: [UInt8]) -> String { SHA256.hex(bytes) }
}
