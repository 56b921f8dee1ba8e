/// What a `CurlClient` needs from the settings. Nothing is read from the environment: what is nil here is off.
package struct CurlConfiguration: Sendable {
    /// A PEM file of certificate authorities; nil for libcurl's built-in default (on Debian `/etc/ssl/certs/ca-certificates.crt`).
    package var caBundle: String?
    /// Proxy for https, `http://proxy.example:3128`. Loopback is never sent through a proxy.
    package var httpsProxy: String?
    /// Proxy for plain http.
    package var httpProxy: String?
    /// Hosts that bypass the proxies, in the form of NO_PROXY: `localhost,.internal,10.0.0.0/8`, or `*`.
    package var noProxy: String?
    /// Sent as User-Agent where the request does not carry one.
    package var userAgent: String?
    /// Connections to one host at a time; 0 for no limit. With a limit, a write may have to wait behind a poll.
    package var maxConnectionsPerHost: Int
    /// Idle connections that are kept for reuse.
    package var maxIdleConnections: Int

    package init(
        caBundle: String? = nil, httpsProxy: String? = nil, httpProxy: String? = nil, noProxy: String? = nil,
        userAgent: String? = nil, maxConnectionsPerHost: Int = 0, maxIdleConnections: Int = 32
    ) {
        self.caBundle = caBundle
        self.httpsProxy = httpsProxy
        self.httpProxy = httpProxy
        self.noProxy = noProxy
        self.userAgent = userAgent
        self.maxConnectionsPerHost = maxConnectionsPerHost
        self.maxIdleConnections = maxIdleConnections
    }
}
