import IncidentModel

/// The impact on one target, held against the matrix.
struct TargetSeverity {
    private let target: Target
    private let failing: FailingVersions
    private let subjects: Set<AlarmSubject>
    /// The version with traffic that fails most by its own figures.
    private let worst: (version: VersionID, traffic: RecentTraffic)?

    init(_ target: Target, picture: FleetPicture, now: Now) {
        self.target = target
        failing = FailingVersions(target, picture: picture, now: now)
        subjects = Set(failing.firing.map { AlarmSubject($0) })
        let served = picture.aliases[target]?.value.effective.parts.map(\.version) ?? []
        let recent = failing.recent
        worst = served.compactMap { version in recent[version].map { (version, $0) } }
            .filter { $0.1.errors >= RecentTraffic.fewestErrors }
            .max { ($0.1.errorRate, $1.0) < ($1.1.errorRate, $0.0) }
    }

    /// Trouble that reaches no impact is of the mildest severity.
    func verdict(_ rules: SeverityRules) -> (severity: Severity, reason: String) {
        for (severity, level) in zip(rules.severities, rules.levels) {
            if let reason = reason(level) { return (severity, reason) }
        }
        return (rules.mildest, rest(rules.levels.last?.meaning ?? ""))
    }

    private func reason(_ level: SeverityRules.Level) -> String? {
        byFigures(level) ?? byAlarms(level)
    }

    private func byFigures(_ level: SeverityRules.Level) -> String? {
        let impact = level.impact
        if let whole = failing.whole, let share = impact.failing, Self.fails(whole, share) {
            return
                "\(target) fails \(Wording.percent(whole.errorRate)) of its requests\(alarmless): \(tail(whole.errorRate, level))"
        }
        if let whole = failing.whole, let share = impact.throttled, whole.throttles >= RecentTraffic.fewestErrors,
            whole.throttledShare >= share
        {
            let words = "\(target) throttles \(Wording.percent(whole.throttledShare)) of its requests"
            return "\(words): \(tail(whole.throttledShare, level))"
        }
        if let share = impact.failingUnderAlarm, let alarm = failing.firing.first, let words = failingWords(share) {
            return "\(words) and \(alarm.name) is in ALARM: a bad release in front of users"
        }
        if let share = impact.versionFailing, let words = failingWords(share) {
            return "\(words)\(alarmless): \(level.meaning)"
        }
        return nil
    }

    /// No version fails by its figures: the alarms must tell.
    private func byAlarms(_ level: SeverityRules.Level) -> String? {
        let names = Wording.list(failing.firing.prefix(3).map(\.name.text))
        let isVague = subjects.contains(.errors) || subjects.contains(.other)
        if level.impact.blindAlarm, failing.whole == nil, isVague {
            return "\(names) in ALARM and no figures to tell how many users are hit: the worse one until it is known"
        }
        let told = subjects.intersection(level.impact.alarms)
        if told.contains(.errors) || told.contains(.other) {
            guard let whole = failing.whole else { return "\(names) in ALARM, no figures: \(level.meaning)" }
            return "\(names) in ALARM, \(Wording.percent(whole.errorRate)) of \(target)'s requests fail: \(level.meaning)"
        }
        if told.contains(.latency) { return "\(names) in ALARM: \(target) is slow, \(level.meaning)" }
        if told.contains(.throttles) { return "\(names) in ALARM: \(target) is being throttled, \(level.meaning)" }
        return nil
    }

    private func rest(_ meaning: String) -> String {
        if let whole = failing.whole, whole.throttles >= RecentTraffic.fewestErrors, !whole.isSuspect {
            return "\(Wording.percent(whole.throttledShare)) of \(target)'s requests are throttled: \(meaning)"
        }
        let alarms = failing.firing.isEmpty ? "no alarm" : Wording.list(failing.firing.prefix(3).map(\.name.text)) + " in ALARM"
        return "\(Wording.percent(failing.whole?.errorRate ?? 0)) of \(target)'s requests fail, \(alarms): \(meaning)"
    }

    /// Of the worst version, else of the target as a whole.
    private func failingWords(_ share: Double) -> String? {
        if let worst, Self.fails(worst.traffic, share) {
            return "\(worst.version.label) of \(target) fails \(Wording.percent(worst.traffic.errorRate)) of its requests"
        }
        guard let whole = failing.whole, Self.fails(whole, share) else { return nil }
        return "\(target) fails \(Wording.percent(whole.errorRate)) of its requests"
    }

    private var alarmless: String { failing.firing.isEmpty ? ", no alarm yet" : "" }

    private func tail(_ share: Double, _ level: SeverityRules.Level) -> String {
        share >= 0.5 ? "the majority of users" : level.meaning
    }

    private static func fails(_ traffic: RecentTraffic, _ share: Double) -> Bool {
        traffic.errors >= RecentTraffic.fewestErrors && traffic.errorRate >= share
    }
}
