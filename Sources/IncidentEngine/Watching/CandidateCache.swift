import IncidentModel

/// The version that each target would go back to, so that finding it for hundreds of targets is not done with every poll. Found again when
/// the alias has moved or the version list has been read, and after a minute.
struct CandidateCache: Sendable {
    private static let lasting = Duration.seconds(60)

    private struct Entry {
        var routing: Routing
        var versionsReadAt: Duration?
        var at: Duration
        var found: VersionID?
    }

    private var entries: [Target: Entry] = [:]

    mutating func find(_ target: Target, picture: FleetPicture, ledger: ActionLedger, now: Now) -> VersionID? {
        guard let routing = picture.aliases[target]?.value.routing else { return nil }
        let readAt = picture.versions[target.function]?.uptime
        if let entry = entries[target], entry.routing == routing, entry.versionsReadAt == readAt,
            now.uptime - entry.at < Self.lasting
        {
            return entry.found
        }
        let found = try? LastGoodFinder.find(target, picture: picture, ledger: ledger, now: now).get().version
        entries[target] = Entry(routing: routing, versionsReadAt: readAt, at: now.uptime, found: found)
        return found
    }

    mutating func keepOnly(_ targets: Set<Target>) {
        guard entries.count > 2 * targets.count + 100 else { return }
        entries = entries.filter { targets.contains($0.key) }
    }
}
