import IncidentModel

/// Hears what is known for and against every version of a target.
struct VersionCourt {
    enum Grade: Sendable {
        /// To be got away from.
        case leaving
        /// Something speaks against it.
        case unfit
        case good
        /// It served, but too little to tell.
        case weak
        /// Nothing speaks against it, and it never served as far as is known.
        case unserved
    }

    struct Opinion {
        var version: FunctionVersion
        var grade: Grade
        /// What speaks for it, or why it is unfit.
        var words: String
        /// Why another version is better than it; nil for one that is good or to be left.
        var passedOver: String?
    }

    let leaving: Set<VersionID>
    let schema: SchemaState?
    private let target: Target
    private let alias: AliasState
    private let versions: [FunctionVersion]
    private let leavingCode: [(version: VersionID, code: String)]
    private let history: ServingHistory
    private let evidence: VersionEvidence
    private let rolledAway: [VersionID: ActionLedger.Move]
    private let failing: FailingVersions
    private let siblings: SiblingEvidence

    init(
        _ target: Target, alias: AliasState, aliases: [Target], versions: [FunctionVersion], failing: FailingVersions,
        leaving: Set<VersionID>, picture: FleetPicture, ledger: ActionLedger, options: PlanOptions, now: Now
    ) {
        self.target = target
        self.alias = alias
        self.failing = failing
        self.versions = versions.filter { !$0.version.isLatest }.sorted { $0.version > $1.version }
        self.leaving = leaving
        leavingCode = versions.filter { leaving.contains($0.version) && !$0.codeSha256.isEmpty }
            .map { ($0.version, $0.codeSha256) }
        history = ServingHistory(target, versions: self.versions, picture: picture, ledger: ledger, now: now)
        evidence = VersionEvidence(target: target, history: history, picture: picture, now: now)
        rolledAway = ledger.rolledAway(on: target)
        schema = SchemaState(
            of: target.function, aliases: aliases, picture: picture, ledger: ledger, options: options, now: now)
        // Only where a version's own evidence is thin, and of few: a function may have dozens of aliases.
        let (history, evidence) = (history, evidence)
        let isThin = self.versions.contains { version in
            alias.effective.share(of: version.version) == 0
                && (history.told(version.version).isEmpty || evidence.weakness(version.version) != nil)
        }
        let others = isThin ? aliases.filter { $0 != target }.sorted().prefix(SiblingEvidence.most) : []
        siblings = SiblingEvidence(Array(others), versions: self.versions, picture: picture, ledger: ledger, now: now)
    }

    /// Whether the version is newer than every one that is to be left.
    func rollsForward(to version: VersionID) -> Bool {
        leaving.max().map { !$0.isLatest && version > $0 } ?? false
    }

    /// The newest version first.
    var opinions: [Opinion] { versions.map(opinion) }

    func record(_ opinion: Opinion, chosen: VersionID?) -> VersionRecord {
        let version = opinion.version.version
        let verdict: VersionRecord.Verdict =
            if version == chosen {
                .chosen
            } else if opinion.grade == .leaving {
                .leaving
            } else if let chosen, version < chosen, !rollsForward(to: chosen) || opinion.passedOver == nil {
                .older
            } else { .passedOver }
        let told = history.told(version)
        return VersionRecord(
            version: version, verdict: verdict, served: evidence.served(version), firstServed: told.map(\.from).min(),
            lastServed: told.map(\.until).max(), source: evidence.source(version), totals: evidence.totals(version),
            alarms: (history.alarms[version] ?? []).map(\.alarm),
            reason: version == chosen ? opinion.words : opinion.passedOver ?? opinion.words)
    }

    private func opinion(_ version: FunctionVersion) -> Opinion {
        let id = version.version
        if leaving.contains(id) { return Opinion(version: version, grade: .leaving, words: leavingWords(id)) }
        if let reason = disqualification(version) {
            return Opinion(version: version, grade: .unfit, words: reason, passedOver: reason)
        }
        let share = alias.effective.share(of: id)
        if share == 0, history.told(id).isEmpty, evidence.totals(id).map({ $0.requests > 0 }) != true {
            var words = evidence.neverServed(version)
            if rollsForward(to: id), let newest = leaving.max() {
                words += ", newer than \(newest.label): rolls forward"
            }
            let elsewhere = siblings.words(id)
            if let elsewhere { words += "; \(elsewhere)" }
            if let doubt = schema?.doubt(about: version) { words += "; \(doubt)" }
            return Opinion(
                version: version, grade: .unserved, words: words,
                passedOver: "never served as far as is known" + (elsewhere.map { "; \($0)" } ?? ""))
        }
        let words = evidence.words(id, share: share)
        if share == 0, let weakness = evidence.weakness(id) {
            let elsewhere = siblings.words(id).map { "; \($0)" } ?? ""
            return Opinion(
                version: version, grade: .weak, words: "weak: \(words), too few to judge it\(elsewhere)",
                passedOver: weakness + elsewhere)
        }
        return Opinion(version: version, grade: .good, words: words)
    }

    private func leavingWords(_ version: VersionID) -> String {
        if let recent = failing.recent[version], recent.isFailing {
            return "fails \(Wording.percent(recent.errorRate)) of its requests now"
        }
        if failing.versions.contains(version) { return "an alarm speaks against it" }
        if let move = rolledAway[version] { return "\(Self.words(move)) and put back" }
        return "has \(Wording.percent(alias.effective.share(of: version))) of the traffic now"
    }

    private func disqualification(_ version: FunctionVersion) -> String? {
        let id = version.version
        if let reason = VersionHealth.deadReason(version) { return reason }
        if let move = rolledAway[id] { return Self.words(move) }
        if let reason = schema?.barrier(to: version) { return reason }
        // What somebody made the pointer since has been chosen in spite of it.
        if alias.routing.pointer != id, let reason = evidence.deploymentReason(id) { return reason }
        if let twin = leavingCode.first(where: { $0.code == version.codeSha256 }) { return "same code as \(twin.version.label)" }
        if alias.effective.share(of: id) > 0 { return failing.recent[id]?.isFailing == true ? "failing now" : nil }
        guard !history.unrouted.contains(id) else { return nil }
        return evidence.alarmReason(id) ?? evidence.failureReason(id)
    }

    private static func words(_ move: ActionLedger.Move) -> String {
        "\(move.command == "abort" ? "aborted" : "rolled back") at \(Wording.moment(move.at))"
    }
}
