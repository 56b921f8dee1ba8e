import CCurl

/// A URL that may be called: https to anywhere, http to this machine alone, and, when it is asked for, to the addresses at which AWS hands
/// out credentials (link-local, so never routed: ECS 169.254.170.2, EKS 169.254.170.23 and fd00:ec2::23, EC2 169.254.169.254 and
/// fd00:ec2::254; AWS SDKs and Tools Reference Guide, container and IMDS credential providers). It is taken apart by libcurl's own parser, so that what is
/// checked is what will be connected to.
struct AllowedURL: Sendable {
    let text: String
    let isLoopback: Bool
    /// No proxy sees it.
    let isDirect: Bool
    let isHTTPS: Bool
    /// Scheme, host and port with the path `/`.
    let origin: String

    private static let credentialHosts: Set<String> = [
        "169.254.170.2", "169.254.170.23", "169.254.169.254", "[fd00:ec2::23]", "[fd00:ec2::254]",
    ]

    init(_ text: String, reach: HTTPRequest.Reach = .checked) throws(TransportError) {
        self.text = text
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw TransportError(kind: .forbidden, text: "the URL has a space or a character outside ASCII: escape it")
        }
        guard let parsed = curl_url() else { throw TransportError(kind: .forbidden, text: "libcurl has no memory for a URL") }
        defer { curl_url_cleanup(parsed) }
        let flags = UInt32(CURLU_PATH_AS_IS | CURLU_DISALLOW_USER)
        let code = curl_url_set(parsed, CURLUPART_URL, text, flags)
        guard code == CURLUE_OK, let scheme = Self.part(CURLUPART_SCHEME, of: parsed),
            let host = Self.part(CURLUPART_HOST, of: parsed)
        else {
            throw TransportError(
                kind: .forbidden, text: "\(String(cString: curl_url_strerror(code))) (CURLUcode \(code.rawValue))")
        }
        isHTTPS = scheme == "https"
        isLoopback = Self.isLoopback(host)
        origin = "\(scheme)://\(host)\(Self.part(CURLUPART_PORT, of: parsed).map { ":\($0)" } ?? "")/"
        isDirect = isLoopback || reach == .credentials
        let isHandedOut = reach == .credentials && Self.credentialHosts.contains(host.lowercased())
        guard isHTTPS || scheme == "http" && (isLoopback || isHandedOut) else {
            throw TransportError(
                kind: .forbidden, text: "\(scheme) to \(host) is not allowed: https only, plain http only to this machine")
        }
    }

    /// 127.0.0.0/8, ::1 and localhost. The parser has already turned `127.1` and `0x7f.0.0.1` into four decimal numbers.
    private static func isLoopback(_ host: String) -> Bool {
        if host == "[::1]" || host.lowercased() == "localhost" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func part(_ part: CURLUPart, of parsed: OpaquePointer) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parsed, part, &value, 0) == CURLUE_OK, let value else { return nil }
        defer { curl_free(value) }
        return String(cString: value)
    }
}
