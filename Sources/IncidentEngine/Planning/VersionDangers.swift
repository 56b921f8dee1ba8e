import IncidentModel

/// What speaks against a version that a person named, each as a sentence.
struct VersionDangers {
    private let desk: PlanningDesk
    private let version: FunctionVersion
    private let history: ServingHistory
    private let evidence: VersionEvidence

    init(_ desk: PlanningDesk, _ version: FunctionVersion) {
        self.desk = desk
        self.version = version
        history = ServingHistory(
            desk.target, versions: desk.versions ?? [], picture: desk.context.picture, ledger: desk.context.ledger,
            now: desk.context.now)
        evidence = VersionEvidence(target: desk.target, history: history, picture: desk.context.picture, now: desk.context.now)
    }

    var rolledAway: String? {
        desk.context.ledger.rolledAway(on: desk.target)[version.version].map {
            "\(version.version.label) was itself left behind by the \($0.command) of \(Wording.moment($0.at))"
        }
    }

    /// Its alarm fired while it was served; of a version that has traffic now, the figures tell more.
    var alarmed: String? {
        guard desk.alias.effective.share(of: version.version) == 0 else { return nil }
        return evidence.alarmReason(version.version).map { "\(version.version.label): \($0)" }
    }

    var sameCode: [String] {
        guard !version.codeSha256.isEmpty else { return [] }
        return desk.alias.effective.parts.map(\.version).filter { other in
            other != version.version && desk.version(other)?.codeSha256 == version.codeSha256
        }.map { "\(version.version.label) has the same code as \($0.label)" }
    }

    var neverServed: String? {
        guard history.unrouted.contains(version.version) else { return nil }
        return "\(version.version.label) was never served as far as is known"
    }

    var failing: String? {
        guard desk.failing.versions.contains(version.version) else { return nil }
        return "\(version.version.label) is failing \(desk.rate(version.version))"
    }
}
