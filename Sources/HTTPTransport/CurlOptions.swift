import CCurl

/// Sets the options of one easy handle and remembers the first refusal.
struct CurlOptions {
    private let easy: UnsafeMutableRawPointer
    private(set) var failure: CURLcode?

    init(_ easy: UnsafeMutableRawPointer) { self.easy = easy }

    mutating func check(_ code: CURLcode) {
        if code != CURLE_OK, failure == nil { failure = code }
    }

    mutating func set(_ option: CURLoption, _ value: Int) { check(CCurl_setopt_long(easy, option, value)) }
    mutating func set(_ option: CURLoption, _ value: String) { check(CCurl_setopt_string(easy, option, value)) }
    mutating func set(_ option: CURLoption, pointer value: UnsafeMutableRawPointer?) {
        check(CCurl_setopt_pointer(easy, option, value))
    }

    /// Where to, how safely, and over which connection.
    mutating func setConnection(_ url: AllowedURL, configuration: CurlConfiguration, policy: HTTPRequest.ConnectionPolicy) {
        set(CURLOPT_URL, url.text)
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_PROTOCOLS_STR, url.isHTTPS ? "https" : "http")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        if let bundle = configuration.caBundle { set(CURLOPT_CAINFO, bundle) }
        // An empty proxy is "none, whatever the environment says"; NOPROXY is always set for the same reason.
        let proxy = url.isHTTPS ? configuration.httpsProxy : configuration.httpProxy
        set(CURLOPT_PROXY, url.isDirect ? "" : proxy ?? "")
        set(CURLOPT_NOPROXY, configuration.noProxy ?? "")
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_TCP_NODELAY, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_TCP_KEEPIDLE, 30)
        set(CURLOPT_TCP_KEEPINTVL, 15)
        set(CURLOPT_NOSIGNAL, 1)
        // Without it, giving up on a slow name lookup would wait for it, and with it the thread of all transfers.
        set(CURLOPT_QUICK_EXIT, 1)
        if policy == .fresh {
            set(CURLOPT_FRESH_CONNECT, 1)
            set(CURLOPT_FORBID_REUSE, 1)
        }
    }

    mutating func setLimits(_ request: HTTPRequest) {
        set(CURLOPT_TIMEOUT_MS, Self.milliseconds(request.timeout))
        set(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(request.connectTimeout))
        check(CCurl_setopt_off_t(easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(request.replyCap)))
    }

    /// - Parameter body: memory of `request.body.count` bytes that outlives the transfer.
    mutating func setMethod(_ request: HTTPRequest, body: UnsafeMutablePointer<UInt8>?, headOnly: Bool) {
        if headOnly {
            set(CURLOPT_NOBODY, 1)
        } else if request.body.isEmpty, request.method == .get || request.method == .delete {
            set(CURLOPT_HTTPGET, 1)
            set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        } else {
            set(CURLOPT_POST, 1)
            check(CCurl_setopt_off_t(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count)))
            set(CURLOPT_POSTFIELDS, pointer: body)
            set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
    }

    /// The request's headers, and an empty entry for each that libcurl would add of its own accord. The list is to be freed after the transfer.
    mutating func setHeaders(_ request: HTTPRequest, userAgent: String?) -> UnsafeMutablePointer<curl_slist>? {
        let given = Set(request.headers.map { $0.name.lowercased() })
        var lines = request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        lines += ["Accept", "Content-Type", "Expect"].filter { !given.contains($0.lowercased()) }.map { "\($0):" }
        if let userAgent, !given.contains("user-agent") { lines.append("User-Agent: \(userAgent)") }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                check(CURLE_OUT_OF_MEMORY)
                break
            }
            list = longer
        }
        check(CCurl_setopt_slist(easy, CURLOPT_HTTPHEADER, list))
        return list
    }

    /// Whole milliseconds, at least one: libcurl reads 0 as "no limit".
    private static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return max(
            1,
            Int(clamping: seconds.multipliedReportingOverflow(by: 1000).partialValue) + Int(attoseconds / 1_000_000_000_000_000))
    }
}
