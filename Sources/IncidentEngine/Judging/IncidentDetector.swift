package import IncidentModel

/// Proposes an incident from what is seen: alarms that fire, a policy that is breached, a deployment that failed. Pure; it declares
/// nothing. Alarms that are doubtful (flapping, actions off) count where the figures do not speak against them: when unsure, propose.
package enum IncidentDetector {
    /// Nil when nothing speaks for an incident, or people know of all of it already.
    /// - Parameters:
    ///   - looks: what was seen of the picture's targets.
    ///   - incidents: of this account and region, those that are over among them.
    ///   - events: the journal's; only put-aside proposals are looked at.
    ///   - elsewhere: other regions with an open incident (`JournalScope.openRegions`).
    package static func propose(
        looks: DetectorLooks, picture: FleetPicture, assessments: [Target: Assessment], ledger: ActionLedger,
        incidents: [Incident], events: [Event], severity: SeverityRules = .shipped, detection: DetectionRules = DetectionRules(),
        elsewhere: Set<String> = [], now: Now
    ) -> IncidentProposal? {
        let coverage = IncidentCoverage(incidents: incidents, events: events)
        var findings: [DetectorFinding] = []
        var known: Set<String> = []
        for target in looks.findings.keys.sorted() {
            for finding in looks.findings[target] ?? [] {
                guard !coverage.covers(finding.trigger, target, at: finding.at, latchedAt: finding.latchedAt) else { continue }
                // One alarm on a function may watch several of its aliases: it is told once and counts for each.
                var told = finding
                if !known.insert(finding.sentence).inserted { told.sentence = "" }
                findings.append(told)
            }
        }
        guard !findings.isEmpty, let detectedAt = findings.map(\.at).min() else { return nil }
        let targets = Set(findings.map(\.target))
        let asides = targets.sorted().flatMap {
            TargetLook($0, picture: picture, ledger: ledger, rules: detection, now: now).discounted
        }
        return IncidentProposal(
            triggers: Set(findings.map(\.trigger)),
            suggestion: suggestion(
                findings, targets, picture: picture, assessments: assessments, rules: severity, elsewhere: elsewhere, now: now),
            evidence: findings.map(\.sentence).filter { !$0.isEmpty }, discounted: unique(asides),
            impactStart: findings.compactMap(\.impactStart).min().flatMap { $0 <= detectedAt ? $0 : nil }, detectedAt: detectedAt)
    }

    /// The alarms of some targets that are not worth their face value, with why: no data, flapping, actions off, an anomaly band.
    package static func doubts(
        of targets: [Target], picture: FleetPicture, ledger: ActionLedger = ActionLedger(),
        detection: DetectionRules = DetectionRules(), now: Now
    ) -> [IncidentProposal.Discounted] {
        unique(targets.flatMap { TargetLook($0, picture: picture, ledger: ledger, rules: detection, now: now).discounted })
    }

    private static func unique(_ asides: [IncidentProposal.Discounted]) -> [IncidentProposal.Discounted] {
        var seen: Set<IncidentProposal.Discounted> = []
        return asides.filter { seen.insert($0).inserted }
    }

    /// The worse of what the matrix says of the targets now and what each finding says by itself: the figures may have become good again,
    /// or may not have come yet.
    private static func suggestion(
        _ findings: [DetectorFinding], _ targets: Set<Target>, picture: FleetPicture, assessments: [Target: Assessment],
        rules: SeverityRules, elsewhere: Set<String>, now: Now
    ) -> SeveritySuggestion {
        let seen = SeverityMatrix.suggest(
            assessments.filter { targets.contains($0.key) }, picture: picture, rules: rules, total: assessments.count,
            elsewhere: elsewhere, now: now)
        let alone = findings.map { (verdict: $0.severity(rules), target: $0.target) }
            .max { ($0.verdict.severity, $1.target) < ($1.verdict.severity, $0.target) }
        var suggestion =
            seen ?? SeveritySuggestion(severity: rules.mildest, reason: alone?.verdict.reason ?? "", targets: [])
        if let alone, alone.verdict.severity > suggestion.severity || seen == nil {
            suggestion.severity = alone.verdict.severity
            suggestion.reason = alone.verdict.reason
        }
        suggestion.targets += targets.subtracting(suggestion.targets).sorted()
        return suggestion
    }
}
