/// A request as it goes on the wire: nothing is added to it but what HTTP itself needs (Content-Length, Connection).
package struct HTTPRequest: Hashable, Sendable {
    package enum Method: String, Sendable { case get = "GET", put = "PUT", post = "POST", patch = "PATCH", delete = "DELETE" }

    /// Which connection may carry it (DESIGN.md, decision 4).
    package enum ConnectionPolicy: Sendable {
        /// A kept-alive connection if there is one. Right for reads and for fenced writes.
        case reuse
        /// A connection of its own, closed afterwards: libcurl can then never send it twice.
        case fresh
    }

    /// Which hosts may be asked, and whether a proxy may see it.
    package enum Reach: Sendable {
        /// https to anywhere, plain http to this machine alone; the configured proxy is used.
        case checked
        /// The addresses at which AWS hands credentials to a machine or container, in plain http too; never through a proxy.
        case credentials
    }

    package var method: Method
    /// Absolute URL, already escaped; sent byte for byte.
    package var url: String
    /// In order; `Host` included when it was signed.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    package var timeout: Duration
    package var connectTimeout: Duration
    package var policy: ConnectionPolicy
    package var reach: Reach
    /// Bytes of reply body after which the call fails as `tooLarge`.
    package var replyCap: Int

    package init(
        method: Method, url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        timeout: Duration = .seconds(10), connectTimeout: Duration = .seconds(3),
        policy: ConnectionPolicy = .reuse, reach: Reach = .checked, replyCap: Int = 16 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.policy = policy
        self.reach = reach
        self.replyCap = replyCap
    }

    package static func == (a: HTTPRequest, b: HTTPRequest) -> Bool {
        a.method == b.method && a.url == b.url && a.body == b.body && a.headers.elementsEqual(b.headers, by: ==)
    }
    package func hash(into hasher: inout Hasher) {
        hasher.combine(url)
        hasher.combine(body)
    }
}
