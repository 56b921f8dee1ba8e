/// What is published to an SNS topic. Within SNS's limits: a subject of less than 100 printable ASCII characters that begins with a
/// letter, digit or punctuation mark, a message of at most 256 KiB (SNS API reference, Publish).
package struct SNSMessage: Hashable, Sendable {
    /// The topic's ARN.
    package var topic: String
    package var subject: String
    package var message: String
    /// String attributes, on which a subscription can filter.
    package var attributes: [(name: String, value: String)]
    /// A FIFO topic removes what comes twice within five minutes by this, in order within the group; a standard topic knows neither.
    package var deduplication: (id: String, group: String)?

    package init(
        topic: String, subject: String, message: String, attributes: [(name: String, value: String)] = [],
        deduplication: (id: String, group: String)? = nil
    ) {
        self.topic = topic
        self.subject = subject
        self.message = message
        self.attributes = attributes
        self.deduplication = deduplication
    }

    package static func == (a: SNSMessage, b: SNSMessage) -> Bool {
        a.topic == b.topic && a.subject == b.subject && a.message == b.message
            && a.attributes.elementsEqual(b.attributes, by: ==) && a.deduplication?.id == b.deduplication?.id
            && a.deduplication?.group == b.deduplication?.group
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(topic)
        hasher.combine(message)
    }
}
