/// What signing a request gave.
package struct RequestSignature: Sendable {
    package let canonicalRequest: String
    package let stringToSign: String
    /// The headers to add, Authorization last.
    package let headers: [(name: String, value: String)]
}
