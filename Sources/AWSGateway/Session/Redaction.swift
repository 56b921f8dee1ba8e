import AWSSigning
import IncidentModel

/// Takes secrets out of AWS's own error texts: SignatureDoesNotMatch quotes the canonical request, session token included.
enum Redaction {
    static func redact(_ message: String, code: String, credentials: AWSCredentials?) -> String {
        var text = message
        if FailureRules.credentials.contains(code), let end = text.firstIndex(where: \.isNewline) { text = String(text[..<end]) }
        guard let keys = credentials?.keys.reveal() else { return text }
        for secret in [keys.secretAccessKey, keys.sessionToken ?? ""] where secret.count >= 8 {
            text = removing(secret, from: text)
        }
        return text
    }

    private static func removing(_ secret: String, from text: String) -> String {
        guard text.utf8.count >= secret.utf8.count, text.contains(secret) else { return text }
        return text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "•••")
    }
}
