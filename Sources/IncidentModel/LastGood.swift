/// The version to go back to, with its evidence; never simply N-1.
package struct LastGood: Hashable, Sendable {
    package struct PassedOver: Hashable, Sendable {
        package var version: VersionID
        package var reason: String
        package init(version: VersionID, reason: String) {
            self.version = version
            self.reason = reason
        }
    }

    package var version: VersionID
    /// `9 d 11 h, 41 M requests, 0.03 % errors, no alarm`: only what is really known.
    package var evidence: String
    /// Newer versions that were not chosen, newest first, each with the reason.
    package var passedOver: [PassedOver]

    package init(version: VersionID, evidence: String, passedOver: [PassedOver] = []) {
        self.version = version
        self.evidence = evidence
        self.passedOver = passedOver
    }
}
