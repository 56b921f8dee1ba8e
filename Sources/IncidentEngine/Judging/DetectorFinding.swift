import IncidentModel

/// One thing that speaks for an incident on one target.
struct DetectorFinding {
    enum Cause {
        /// The figures and the alarm's own matrix entry tell how bad it is.
        case alarm(AlarmSubject)
        case breach(PolicyBreach)
        case deployment
    }

    var trigger: IncidentProposal.Trigger
    var target: Target
    var cause: Cause
    /// When it was set off.
    var at: Timestamp
    /// When it was first set off, for one that comes and goes; what is put aside stays so.
    var latchedAt: Timestamp?
    /// The first bad minute that it knows of.
    var impactStart: Timestamp?
    var sentence: String

    /// What the matrix says of this finding alone.
    func severity(_ rules: SeverityRules) -> (severity: Severity, reason: String) {
        for (severity, level) in zip(rules.severities, rules.levels) where reaches(level.impact) {
            return (severity, "\(sentence): \(level.meaning)")
        }
        return (rules.mildest, "\(sentence): \(rules.levels.last?.meaning ?? "")")
    }

    private func reaches(_ impact: SeverityRules.Impact) -> Bool {
        switch cause {
        case .alarm(let subject): impact.alarms.contains(subject)
        case .breach(let breach):
            switch breach.measure {
            case .throttled: impact.throttled.map { breach.share >= $0 } ?? false
            case .failing:
                (impact.versionFailing.map { breach.share >= $0 } ?? false)
                    || (breach.version == nil && impact.failing.map { breach.share >= $0 } ?? false)
            }
        case .deployment: impact.failedDeployment
        }
    }
}
