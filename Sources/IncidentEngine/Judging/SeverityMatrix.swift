package import IncidentModel

/// The first source's severity matrix: SEV-1 full outage or the majority of users; SEV-2 partial outage or degraded performance (a latency
/// spike); SEV-3 minor (occasional 5xx by throttling). Its case study calls a canary at 20 % that fails 8 % under a firing alarm a SEV-1, and
/// so does this. When unsure, the worse one.
package enum SeverityMatrix {
    /// Nil when nothing is in trouble.
    /// - Parameter troubled: the targets that are suspect or bad, where that is known already; a fleet has few of them.
    package static func suggest(
        _ assessments: [Target: Assessment], troubled: Set<Target>? = nil, picture: FleetPicture, now: Now
    ) -> SeveritySuggestion? {
        let troubled =
            troubled.map { $0.compactMap { assessments[$0] } } ?? assessments.values.filter { $0.trouble >= .suspect }
        guard !troubled.isEmpty else { return nil }
        let judged = troubled.map { (assessment: $0, verdict: judge($0.target, picture, now)) }
            .sorted { a, b in
                if a.verdict.severity != b.verdict.severity { return a.verdict.severity > b.verdict.severity }
                if a.assessment.trouble != b.assessment.trouble { return a.assessment.trouble > b.assessment.trouble }
                let rates = (a.assessment.errorRate ?? 0, b.assessment.errorRate ?? 0)
                return rates.0 == rates.1 ? a.assessment.target < b.assessment.target : rates.0 > rates.1
            }
        guard let worst = judged.first else { return nil }
        var severity = worst.verdict.severity
        var reason = worst.verdict.reason
        let bad = judged.filter { $0.assessment.trouble == .bad }
        if severity != .sev1, bad.count >= 3, bad.count * 2 > assessments.count {
            severity = .sev1
            reason = "\(bad.count) of \(assessments.count) targets are in trouble: most users are hit"
        } else if judged.count > 1 {
            reason += "; \(judged.count - 1) more in trouble"
        }
        return SeveritySuggestion(severity: severity, reason: reason, targets: judged.map(\.assessment.target))
    }

    private typealias Verdict = (severity: Severity, reason: String)

    private static func judge(_ target: Target, _ picture: FleetPicture, _ now: Now) -> Verdict {
        let failing = FailingVersions(target, picture: picture, now: now)
        let whole = failing.whole
        let subjects = Set(failing.firing.map { AlarmSubject($0) })
        if let whole, whole.errorRate >= 0.5, whole.isFailing {
            return (.sev1, "\(target) fails \(Wording.percent(whole.errorRate)) of its requests: the majority of users")
        }
        if let whole, whole.throttledShare >= 0.5, whole.throttles >= RecentTraffic.fewestErrors {
            return (.sev1, "\(target) throttles \(Wording.percent(whole.throttledShare)) of its requests: the majority of users")
        }
        let worst = failing.versions.first { failing.recent[$0]?.isFailing == true }
        let words =
            worst.map { "\($0.label) of \(target) fails \(Wording.percent(failing.recent[$0]?.errorRate ?? 0)) of its requests" }
            ?? (whole?.isFailing == true ? "\(target) fails \(Wording.percent(whole?.errorRate ?? 0)) of its requests" : nil)
        if let words {
            guard let alarm = failing.firing.first else { return (.sev2, "\(words), no alarm yet: a partial outage") }
            return (.sev1, "\(words) and \(alarm.name) is in ALARM: a bad release in front of users")
        }
        return byAlarm(target, failing: failing, subjects: subjects)
    }

    /// No version fails by its figures: the alarms must tell.
    private static func byAlarm(_ target: Target, failing: FailingVersions, subjects: Set<AlarmSubject>) -> Verdict {
        let names = Wording.list(failing.firing.prefix(3).map(\.name.text))
        let blind = failing.whole == nil
        if subjects.contains(.errors) || subjects.contains(.other) {
            return blind
                ? (.sev1, "\(names) in ALARM and no figures to tell how many users are hit: the worse one until it is known")
                : (
                    .sev2,
                    "\(names) in ALARM, \(Wording.percent(failing.whole?.errorRate ?? 0)) of \(target)'s requests fail: a partial outage"
                )
        }
        if subjects.contains(.latency) { return (.sev2, "\(names) in ALARM: \(target) is slow, a degraded performance") }
        if subjects.contains(.throttles) { return (.sev2, "\(names) in ALARM: \(target) is being throttled") }
        if let whole = failing.whole, whole.throttles >= RecentTraffic.fewestErrors, !whole.isSuspect {
            return (.sev3, "\(Wording.percent(whole.throttledShare)) of \(target)'s requests are throttled: a minor degradation")
        }
        return (
            .sev3, "\(Wording.percent(failing.whole?.errorRate ?? 0)) of \(target)'s requests fail, no alarm: a minor degradation"
        )
    }
}
