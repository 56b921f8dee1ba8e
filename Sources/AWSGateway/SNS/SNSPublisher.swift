package import IncidentModel

/// Publishes to SNS topics of one account and region (needs `sns:Publish` on the topic).
package struct SNSPublisher: Sendable {
    private let session: AWSSession
    package init(session: AWSSession) { self.session = session }

    /// Sent once: a standard topic would deliver a repetition twice.
    /// - Returns: the message's id.
    package func publish(_ message: SNSMessage) async throws(CallFailure) -> String {
        try Self.decode(try await session.write(SNSCall.publish(message)))
    }

    static func decode(_ reply: ServiceReply) throws(CallFailure) -> String {
        let document: XMLReply
        do { document = try XMLReply(reply.body) } catch { throw reply.malformed("not XML, or cut off") }
        guard let id = document.text(at: "PublishResponse/PublishResult/MessageId"), !id.isEmpty else {
            throw reply.malformed("no MessageId")
        }
        return printable(id, limit: 100)
    }
}
