package import AWSGateway
import HTTPTransport
package import IncidentModel

/// One configured receiver. A value per receiver; its secrets stay inside.
package struct NoticeReceiver: Sendable {
    package var name: String
    package var kind: ReceiverKind
    package var showsARNs: Bool
    /// Never shown: what the receiver quotes of them is taken out of its complaints.
    private var secrets: [Secret<String>]
    private let send: @Sendable (_ message: NoticeMessage, _ reference: String?, _ now: Timestamp) async -> Delivery

    /// - Parameter send: `reference` is what the receiver called the incident's first notice.
    init(
        name: String, kind: ReceiverKind, showsARNs: Bool, secrets: [Secret<String>],
        send: @escaping @Sendable (_ message: NoticeMessage, _ reference: String?, _ now: Timestamp) async -> Delivery
    ) {
        self.name = name
        self.kind = kind
        self.showsARNs = showsARNs
        self.secrets = secrets
        self.send = send
    }

    /// The same receiver, which takes these out of what it quotes as well: a text may come back from anywhere.
    package func hiding(_ others: [Secret<String>]) -> NoticeReceiver {
        var receiver = self
        receiver.secrets += others
        return receiver
    }

    package func deliver(_ message: NoticeMessage, reference: String?, now: Timestamp) async -> Delivery {
        switch await send(message, reference, now) {
        case .delivered(let reference): .delivered(reference: reference.map { Sanitiser.sanitise($0, limit: 200) })
        case .retry(let why, let after): .retry(hidingSecrets(why), after: after)
        case .dead(let why): .dead(hidingSecrets(why))
        }
    }

    /// Before it is cut: half of a secret is one too.
    private func hidingSecrets(_ text: DisplayText) -> DisplayText {
        var plain = text.raw
        for secret in secrets.map({ $0.reveal() }) where secret.utf8.count >= 4 && plain.contains(secret) {
            plain = plain.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "•••")
        }
        return DisplayText(Sanitiser.sanitise(plain, limit: 400))
    }
}
