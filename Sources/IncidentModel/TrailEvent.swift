/// A change of a target as CloudTrail recorded it (LookupEvents; the event is JSON in a JSON string). Delivered 5 to 15 minutes late.
package struct TrailEvent: Hashable, Sendable {
    package var id: String
    /// Without the API version: `UpdateAlias`, `PublishVersion`.
    package var name: String
    package var at: Timestamp
    /// The ARN of the caller, or what the event has of a name.
    package var who: DisplayText
    /// AWS's request id: the link to an action of ours.
    package var requestID: String
    package var function: String
    /// Nil for PublishVersion.
    package var alias: String?
    /// The pointer asked for, or the version published.
    package var version: VersionID?
    /// The weights asked for; nil when the request said nothing of them, which keeps the old ones.
    package var weights: [VersionID: Double]?
    /// The alias' revision afterwards, where the reply was recorded.
    package var revision: RevisionID?
    /// Set when the call failed: it changed nothing.
    package var errorCode: String?
    package var userAgent: DisplayText

    package init(
        id: String, name: String, at: Timestamp, who: DisplayText, requestID: String = "", function: String, alias: String? = nil,
        version: VersionID? = nil, weights: [VersionID: Double]? = nil, revision: RevisionID? = nil, errorCode: String? = nil,
        userAgent: DisplayText = ""
    ) {
        self.id = id
        self.name = name
        self.at = at
        self.who = who
        self.requestID = requestID
        self.function = function
        self.alias = alias
        self.version = version
        self.weights = weights
        self.revision = revision
        self.errorCode = errorCode
        self.userAgent = userAgent
    }

    package var target: Target? { alias.map { Target(function: function, alias: $0) } }
    package var hasSucceeded: Bool { errorCode == nil }
}
