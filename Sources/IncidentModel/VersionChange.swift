/// A version that came newly to a target: newer than every one that it had traffic with before. One a version and target, however many
/// steps its canary took; moves back to an older version are none. DORA's "change" as far as an alias tells.
package struct VersionChange: Hashable, Sendable {
    package var target: Target
    package var version: VersionID
    /// When it came, as early as it is known.
    package var at: Timestamp

    package init(target: Target, version: VersionID, at: Timestamp) {
        self.target = target
        self.version = version
        self.at = at
    }
}
