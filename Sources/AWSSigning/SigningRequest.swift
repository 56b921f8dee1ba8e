/// What a signature covers: the request as it will be sent.
package struct SigningRequest: Sendable {
    package var method: String
    /// Absolute, escaped as it is sent.
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(method: String, url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}
