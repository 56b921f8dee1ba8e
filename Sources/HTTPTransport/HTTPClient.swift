/// Sends one request, once. Never follows a redirect, never retries.
package protocol HTTPClient: Sendable {
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}

package struct TransportError: Error, Hashable, Sendable {
    package enum Kind: String, Sendable {
        /// Name, route, refused, TLS: no byte of the request left.
        case unreachable
        /// TLS verification failed; nothing was sent.
        case untrusted
        /// Bytes left and no complete reply came: closed, reset, timed out, truncated.
        case lostReply
        /// The reply is larger than the cap.
        case tooLarge
        /// The URL or protocol is not allowed (https only; http only to loopback).
        case forbidden
        case cancelled
    }
    package var kind: Kind
    /// libcurl's own words and code.
    package var text: String
    package init(kind: Kind, text: String) {
        self.kind = kind
        self.text = text
    }
}
