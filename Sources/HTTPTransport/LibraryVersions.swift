import CCurl

/// The libcurl that is loaded, which need not be the one the program was built against.
package enum LibraryVersions {
    /// `libcurl/7.88.1 OpenSSL/3.0.22 zlib/1.2.13 …`
    package static var curl: String { String(cString: curl_version()) }
}
