import HTTPTransport

/// Calls of SNS in the query protocol (API version 2010-03-31), the only one it speaks: a form in, XML out.
enum SNSCall {
    static func publish(_ message: SNSMessage) -> ServiceCall {
        var form: [(name: String, value: String)] = [
            ("Action", "Publish"), ("Version", "2010-03-31"), ("TopicArn", message.topic), ("Subject", message.subject),
            ("Message", message.message),
        ]
        for (index, attribute) in message.attributes.enumerated() {
            let entry = "MessageAttributes.entry.\(index + 1)."
            form += [
                (entry + "Name", attribute.name), (entry + "Value.DataType", "String"),
                (entry + "Value.StringValue", attribute.value),
            ]
        }
        if let deduplication = message.deduplication {
            form += [("MessageDeduplicationId", deduplication.id), ("MessageGroupId", deduplication.group)]
        }
        let body = form.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }.joined(separator: "&")
        return ServiceCall(
            service: .sns, operation: "Publish", method: .post, contentType: "application/x-www-form-urlencoded; charset=utf-8",
            body: Array(body.utf8), policy: .fresh)
    }
}
