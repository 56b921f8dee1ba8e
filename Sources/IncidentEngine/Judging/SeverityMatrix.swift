package import IncidentModel

/// Suggests a severity from what is seen, by the matrix of the settings (`SeverityRules`): the worst severity of which an impact is
/// reached, with the impact in words. When unsure, the worse one. The first source's case study calls a canary at 20 % that fails 8 %
/// under a firing alarm a SEV-1, and so does the matrix that is shipped.
package enum SeverityMatrix {
    /// Nil when nothing is in trouble.
    /// - Parameters:
    ///   - assessments: of the targets to be judged.
    ///   - troubled: those that are suspect or bad, where that is known already; a fleet has few of them.
    ///   - total: how many targets there are, where that is more than those to be judged.
    ///   - elsewhere: other regions with an open incident, as the journal tells (`JournalScope.openRegions`).
    package static func suggest(
        _ assessments: [Target: Assessment], troubled: Set<Target>? = nil, picture: FleetPicture,
        rules: SeverityRules = .shipped, total: Int? = nil, elsewhere: Set<String> = [], now: Now
    ) -> SeveritySuggestion? {
        let troubled =
            troubled.map { $0.compactMap { assessments[$0] } } ?? assessments.values.filter { $0.trouble >= .suspect }
        guard !troubled.isEmpty else { return nil }
        let judged = troubled.map { assessment in
            let verdict = TargetSeverity(assessment.target, picture: picture, now: now).verdict(rules)
            return (assessment: assessment, severity: verdict.severity, reason: verdict.reason)
        }.sorted { a, b in
            if a.severity != b.severity { return a.severity > b.severity }
            if a.assessment.trouble != b.assessment.trouble { return a.assessment.trouble > b.assessment.trouble }
            let rates = (a.assessment.errorRate ?? 0, b.assessment.errorRate ?? 0)
            return rates.0 == rates.1 ? a.assessment.target < b.assessment.target : rates.0 > rates.1
        }
        guard let worst = judged.first else { return nil }
        let bad = judged.count { $0.assessment.trouble == .bad }
        let among = max(total ?? 0, assessments.count)
        let spread = spread(bad: bad, of: among, region: picture.region, elsewhere: elsewhere, rules)
        var severity = worst.severity
        var reason = worst.reason
        if let spread, spread.severity > severity {
            (severity, reason) = spread
        } else if judged.count > 1 {
            reason += "; \(judged.count - 1) more in trouble"
        }
        return SeveritySuggestion(severity: severity, reason: reason, targets: judged.map(\.assessment.target))
    }

    /// How far it reaches: targets, the fleet, regions.
    private static func spread(
        bad: Int, of total: Int, region: String, elsewhere: Set<String>, _ rules: SeverityRules
    ) -> (severity: Severity, reason: String)? {
        guard bad > 0 else { return nil }
        let regions = elsewhere.subtracting([region]).sorted()
        for (severity, level) in zip(rules.severities, rules.levels) {
            if let share = level.impact.fleet, bad >= 3, Double(bad) > share * Double(total) {
                let tail = share >= 0.5 ? "most users are hit" : level.meaning
                return (severity, "\(bad) of \(total) targets are in trouble: \(tail)")
            }
            if let least = level.impact.targets, bad >= least {
                return (severity, "\(bad) targets are in trouble: \(level.meaning)")
            }
            if let least = level.impact.regions, !regions.isEmpty, regions.count + 1 >= least {
                let names = Wording.list(regions.map(Wording.typed))
                return (severity, "trouble in \(region) while an incident is open in \(names): \(level.meaning)")
            }
        }
        return nil
    }
}
