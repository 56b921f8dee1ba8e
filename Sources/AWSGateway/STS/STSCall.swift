import HTTPTransport

/// Calls of STS in the query protocol (API version 2011-06-15): a form in, XML out.
enum STSCall {
    static func make(_ operation: String, _ parameters: [(name: String, value: String)] = []) -> ServiceCall {
        let form = [("Action", operation), ("Version", "2011-06-15")] + parameters.map { ($0.name, $0.value) }
        let body = form.map { "\(percentEncoded($0.0))=\(percentEncoded($0.1))" }.joined(separator: "&")
        return ServiceCall(
            service: .sts, operation: operation, method: .post, contentType: "application/x-www-form-urlencoded; charset=utf-8",
            body: Array(body.utf8))
    }
}
