/// Somebody put a version back that was rolled away from, while the target is guarded.
package struct GuardTrip: Hashable, Sendable {
    package var target: Target
    package var version: VersionID
    /// Its share of the traffic now, 0…1.
    package var share: Double
    /// When the rollback moved away from it.
    package var rolledBackAt: Timestamp
    /// The alias' revision now.
    package var revision: RevisionID
    /// Who did it, once CloudTrail has told: an ARN; nil until then.
    package var who: DisplayText?
    /// Until when the target is guarded.
    package var guardedUntil: Timestamp

    package init(
        target: Target, version: VersionID, share: Double, rolledBackAt: Timestamp, revision: RevisionID, who: DisplayText? = nil,
        guardedUntil: Timestamp
    ) {
        self.target = target
        self.version = version
        self.share = share
        self.rolledBackAt = rolledBackAt
        self.revision = revision
        self.who = who
        self.guardedUntil = guardedUntil
    }
}

/// What a pipeline is told that asks whether it may deploy a version now (`flipback gate`).
package struct GateAnswer: Hashable, Sendable {
    package var target: Target
    package var version: VersionID
    package var isAllowed: Bool
    /// Why, as sentences; the deciding one first.
    package var reasons: [String]

    package init(target: Target, version: VersionID, isAllowed: Bool, reasons: [String]) {
        self.target = target
        self.version = version
        self.isAllowed = isAllowed
        self.reasons = reasons
    }
}
