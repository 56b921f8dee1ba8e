package import AWSSigning
package import IncidentModel

/// Keys with where they came from and until when they are good.
package struct AWSCredentials: Sendable {
    /// Hidden from print, dump and logs.
    package var keys: Secret<SigningCredentials>
    /// `environment`, `profile oncall (shared credentials file)`, `role arn:… via profile base (shared credentials file)`.
    package var provider: String
    /// nil: the keys do not expire, or nobody said when.
    package var expiresAt: Timestamp?

    package init(_ keys: SigningCredentials, provider: String, expiresAt: Timestamp? = nil) {
        self.keys = Secret(keys)
        self.provider = provider
        self.expiresAt = expiresAt
    }

    /// Keys become header values: a blank or line break in one (a pasted variable, a continued line) is told, not sent.
    func checked() throws(CredentialFailure) -> AWSCredentials {
        let keys = keys.reveal()
        for (name, value) in [
            ("access key id", keys.accessKeyID), ("secret access key", keys.secretAccessKey),
            ("session token", keys.sessionToken ?? ""),
        ] where !value.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F }) {
            throw CredentialFailure("the \(name) from \(provider) has a blank, a line break or another character that no key has")
        }
        return self
    }

    func isSame(as other: AWSCredentials) -> Bool {
        let mine = keys.reveal()
        let theirs = other.keys.reveal()
        return mine.accessKeyID == theirs.accessKeyID && mine.secretAccessKey == theirs.secretAccessKey
            && mine.sessionToken == theirs.sessionToken
    }
}
