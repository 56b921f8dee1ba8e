import COpenSSL

/// The OpenSSL that is loaded, which need not be the one the program was built against.
package enum OpenSSLLibrary {
    /// `OpenSSL 3.0.22 25 Aug 2026`
    package static var version: String { String(cString: COpenSSL_version()) }
}
