package import IncidentModel

/// The versions that came newly to targets, as a journal tells.
package struct VersionChanges {
    struct Key: Hashable {
        var target: Target
        var version: VersionID
    }

    private var first: [Key: Timestamp] = [:]

    init(_ events: [Event] = []) {
        for event in events { apply(event.draft) }
    }

    /// By time, then target and version.
    var all: [VersionChange] {
        first.map { VersionChange(target: $0.key.target, version: $0.key.version, at: $0.value) }
            .sorted { ($0.at, $0.target, $0.version) < ($1.at, $1.target, $1.version) }
    }

    mutating func add(_ target: Target, _ version: VersionID, at: Timestamp) {
        guard !version.isLatest else { return }
        let key = Key(target: target, version: version)
        first[key] = min(first[key] ?? at, at)
    }

    private mutating func apply(_ draft: EventDraft) {
        guard let target = draft.target else { return }
        switch draft.kind {
        case .aliasMove, .reconciled:
            guard draft.phase == .verified, let before = draft.before, let after = draft.after else { return }
            if let newest = before.versions.max() {
                for version in after.versions where version > newest { add(target, version, at: draft.time) }
            }
            for version in Self.takenAway(draft) { add(target, version, at: draft.time) }
        case .trailForeign:
            guard let before = draft.before, let after = draft.after, let newest = before.versions.max() else { return }
            for version in after.versions where version > newest { add(target, version, at: Self.moment(draft)) }
        case .deploymentEnded:
            if let version = Self.deployed(draft) { add(target, version, at: Self.moment(draft)) }
        default: return
        }
    }

    /// The newer versions that a verified rollback or abort took away.
    private static func takenAway(_ draft: EventDraft) -> Set<VersionID> {
        guard draft.phase == .verified, draft.command == "rollback" || draft.command == "abort", let before = draft.before,
            let after = draft.after, let kept = after.versions.max()
        else { return [] }
        return before.versions.subtracting(after.versions).filter { $0 > kept }
    }

    /// The version of a deployment that went forward; a rollback deployment brings none.
    private static func deployed(_ draft: EventDraft) -> VersionID? {
        guard draft.details["rollbackOf"] == nil, let version = draft.details["version"]?.string.flatMap({ VersionID($0) }) else {
            return nil
        }
        guard let before = draft.details["before"]?.string.flatMap({ VersionID($0) }) else { return version }
        return version > before ? version : nil
    }

    private static func moment(_ draft: EventDraft) -> Timestamp {
        draft.details["at"]?.string.flatMap { Timestamp(rfc3339: $0) } ?? draft.time
    }

    /// The changes that led to an incident: what its record has taken away, or failed to deploy.
    static func failed(_ incident: Incident) -> [VersionChange] {
        var found = VersionChanges()
        for draft in incident.events.map(\.draft) {
            guard let target = draft.target else { continue }
            if draft.kind == .aliasMove || draft.kind == .reconciled {
                for version in takenAway(draft) { found.add(target, version, at: draft.time) }
            } else if draft.kind == .deploymentEnded, let version = deployed(draft) {
                let status = draft.details["status"]?.string
                let isByAlarm = status == Deployment.Status.stopped.rawValue && draft.details["error"]?.string == "ALARM_ACTIVE"
                if status == Deployment.Status.failed.rawValue || isByAlarm { found.add(target, version, at: moment(draft)) }
            }
        }
        return found.all
    }

    /// The changes that CloudTrail and CodeDeploy tell of, for a console that has read them: they reach further than its own journal.
    package static func seen(in picture: FleetPicture) -> [VersionChange] {
        var found = VersionChanges()
        for target in picture.aliases.keys {
            for change in TrailChange.all(of: target, picture: picture) {
                guard let newest = change.before?.versions.max(), let after = change.after else { continue }
                for version in after.versions where version > newest { found.add(target, version, at: change.event.at) }
            }
            for deployment in picture.deployments(of: target) where deployment.rollbackOf == nil {
                guard let version = deployment.targetVersion, let before = deployment.currentVersion, version > before,
                    let began = deployment.startedAt
                else { continue }
                found.add(target, version, at: began)
            }
        }
        return found.all
    }
}
