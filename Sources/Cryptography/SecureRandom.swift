import COpenSSL

/// OpenSSL's random generator, seeded by the kernel.
package enum SecureRandom {
    package static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { out, initialized in
            // Carrying on with guessable bytes would be worse than stopping.
            precondition(COpenSSL_random(out.baseAddress, count) == 1, "OpenSSL has no random bytes: the kernel gave no seed")
            initialized = count
        }
    }
}
