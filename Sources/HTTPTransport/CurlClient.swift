import CCurl

/// HTTP/1.1 over libcurl's multi interface. All transfers run on one thread of its own, which sleeps in the kernel while there is nothing to
/// do; connections are kept and reused. TLS 1.2 or later with the certificate and the name checked; no redirect, no cookie, no proxy but
/// the configured one, no retry but libcurl's own on a reused connection (DESIGN.md, decision 4).
package final class CurlClient: HTTPClient {
    private let loop: CurlLoop
    private let configuration: CurlConfiguration

    package init(_ configuration: CurlConfiguration = .init()) {
        self.configuration = configuration
        loop = CurlLoop(configuration)
    }

    deinit { loop.stop() }

    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        try await run(request, headOnly: false)
    }

    /// Leaves a connection to the URL's host open and ready, TLS included, so that the next request goes out at once; repeat it more often
    /// than every 118 s (libcurl's limit for an idle connection). Failure shows at the next real request.
    ///
    /// It sends an unsigned `HEAD /`: libcurl keeps a connection in its pool only after a transfer (one made by CONNECT_ONLY is never
    /// reused), and AWS answers an unsigned request at its front door, outside the account's request quotas.
    package func prewarm(_ url: String) async {
        guard let allowed = try? AllowedURL(url) else { return }
        let request = HTTPRequest(
            method: .get, url: allowed.origin, timeout: .seconds(5), connectTimeout: .seconds(3), replyCap: 1 << 16)
        _ = try? await run(request, headOnly: true)
    }

    /// Ends every transfer as `cancelled`, closes the connections and waits for the thread. Call it before the process exits: OpenSSL must
    /// not be torn down under a running thread. The client stays usable only to answer `cancelled`.
    package func shutdown() { loop.stop() }

    private func run(_ request: HTTPRequest, headOnly: Bool) async throws(TransportError) -> HTTPResponse {
        let url = try AllowedURL(request.url, reach: request.reach)
        if let header = request.headers.first(where: { !Self.isSendable($0) }) {
            throw TransportError(kind: .forbidden, text: "the header '\(header.name)' has a line break or a NUL in it")
        }
        let transfer = CurlTransfer(request, url: url, headOnly: headOnly, configuration: configuration)
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.continuation = continuation
                loop.submit(transfer)
            }
        } onCancel: {
            loop.cancel(transfer)
        }
        return try outcome.get()
    }

    /// A line break would start a header of its own, a NUL would end the C string that libcurl gets.
    private static func isSendable(_ header: (name: String, value: String)) -> Bool {
        !header.name.isEmpty && !(header.name.utf8.contains { $0 < 0x21 || $0 == UInt8(ascii: ":") })
            && !(header.value.utf8.contains { $0 == 0 || $0 == 0x0A || $0 == 0x0D })
    }
}
