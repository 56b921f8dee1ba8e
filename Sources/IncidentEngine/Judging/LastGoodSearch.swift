import IncidentModel

/// One search for a target's last good, with what it made of every version.
struct LastGoodSearch {
    let result: Result<LastGood, Refusal>
    /// The newest version first.
    let records: [VersionRecord]
    let leaving: Set<VersionID>
    /// Nil when no version that was served says which schema it needs.
    let schema: SchemaState?

    /// - Parameters:
    ///   - aliases: the function's targets, where the caller knows them.
    ///   - trip: the version that was put back against our rollback.
    init(
        _ target: Target, aliases: [Target]? = nil, failing: FailingVersions, trip: GuardTrip?, picture: FleetPicture,
        ledger: ActionLedger, options: PlanOptions, now: Now
    ) {
        guard let alias = picture.aliases[target]?.value else {
            result = .failure(Refusals.unknownTarget(target, picture))
            (records, leaving, schema) = ([], [], nil)
            return
        }
        guard let versions = picture.versions[target.function]?.value else {
            result = .failure(Refusals.versionsUnread(target, picture))
            (records, leaving, schema) = ([], [], nil)
            return
        }
        let aliases = aliases ?? picture.targets(of: target.function).sorted()
        let court = VersionCourt(
            target, alias: alias, aliases: aliases, versions: versions, failing: failing,
            leaving: LastGoodFinder.leaving(target, failing: failing, trip: trip, picture: picture), picture: picture,
            ledger: ledger, options: options, now: now)
        (leaving, schema) = (court.leaving, court.schema)
        let opinions = court.opinions
        let chosen = Self.choose(opinions, alias: alias)
        records = opinions.map { court.record($0, chosen: chosen?.version.version) }
        let passed = opinions.compactMap { opinion in
            opinion.passedOver.map { LastGood.PassedOver(version: opinion.version.version, reason: $0) }
        }
        guard let chosen else {
            result = .failure(Refusals.noLastGood(target, leaving: court.leaving, passed: passed))
            return
        }
        result = .success(
            LastGood(
                version: chosen.version.version, evidence: chosen.words,
                passedOver: Self.passedOver(passed, for: chosen.version.version, court)))
    }

    /// What somebody might have expected instead: what is newer than the choice, and when the choice rolls forward what stood before the
    /// versions that are left, the nearest first. The choice itself may be among the opinions as weak.
    private static func passedOver(
        _ passed: [LastGood.PassedOver], for chosen: VersionID, _ court: VersionCourt
    ) -> [LastGood.PassedOver] {
        let newer = passed.filter { $0.version > chosen }
        guard court.rollsForward(to: chosen) else { return newer }
        return newer + passed.filter { $0.version < chosen }.prefix(olderNamed)
    }

    private static let olderNamed = 3

    /// What is good comes before what served too little, and that before what never served; among equals what still has traffic comes
    /// first, then the newest.
    private static func choose(_ opinions: [VersionCourt.Opinion], alias: AliasState) -> VersionCourt.Opinion? {
        for grade in [VersionCourt.Grade.good, .weak, .unserved] {
            let fitting = opinions.filter { $0.grade == grade }
            if let found = fitting.first(where: { alias.effective.share(of: $0.version.version) > 0 }) ?? fitting.first {
                return found
            }
        }
        return nil
    }
}
