/// Who the credentials belong to (STS GetCallerIdentity) and where they came from.
package struct CallerIdentity: Hashable, Sendable {
    package var account: String
    package var arn: String
    /// `environment`, `profile oncall (shared credentials file)`, `role arn:… via profile oncall`.
    package var provider: String
    package var expiresAt: Timestamp?

    package init(account: String, arn: String, provider: String = "", expiresAt: Timestamp? = nil) {
        self.account = account
        self.arn = arn
        self.provider = provider
        self.expiresAt = expiresAt
    }

    /// The last part of the ARN: `oncall/jo` of `arn:aws:sts::123456789012:assumed-role/oncall/jo`.
    package var shortName: String {
        let resource = arn.split(separator: ":", maxSplits: 5).last.map(String.init) ?? arn
        let parts = resource.split(separator: "/")
        return parts.count > 1 ? parts.dropFirst().joined(separator: "/") : resource
    }
}
