/// The severity matrix as data: what each severity means, what is done then, and from which impact on it is suggested. The settings'
/// `severity` section changes it; where that is silent, it is the first source's matrix (section 4.2) and its case study (section 7).
package struct SeverityRules: Hashable, Sendable {
    /// The impact from which a severity is suggested: any one of these is enough. Nil, empty or false never suggests it.
    package struct Impact: Hashable, Sendable {
        /// Share of a target's requests that fail, 0…1.
        package var failing: Double?
        /// Share of the requests of one version with traffic, or of the target, that fail, 0…1: a canary hides in its target's figures.
        package var versionFailing: Double?
        /// The same of the version or the target, while an alarm of the target fires.
        package var failingUnderAlarm: Double?
        /// Share of a target's requests that are throttled, 0…1; AWS counts them neither as requests nor as errors.
        package var throttled: Double?
        /// So many targets in trouble at once.
        package var targets: Int?
        /// More than this share of all targets in trouble at once, 0…1, of at least three.
        package var fleet: Double?
        /// So many regions in trouble at once: this one, and those that the journal has an open incident of.
        package var regions: Int?
        /// An alarm about one of these fires.
        package var alarms: Set<AlarmSubject>
        /// An alarm about errors, or about something unknown, fires and no figures tell how many users are hit.
        package var blindAlarm: Bool
        /// A deployment failed, whatever the figures say.
        package var failedDeployment: Bool

        package init(
            failing: Double? = nil, versionFailing: Double? = nil, failingUnderAlarm: Double? = nil, throttled: Double? = nil,
            targets: Int? = nil, fleet: Double? = nil, regions: Int? = nil, alarms: Set<AlarmSubject> = [],
            blindAlarm: Bool = false, failedDeployment: Bool = false
        ) {
            self.failing = failing
            self.versionFailing = versionFailing
            self.failingUnderAlarm = failingUnderAlarm
            self.throttled = throttled
            self.targets = targets
            self.fleet = fleet
            self.regions = regions
            self.alarms = alarms
            self.blindAlarm = blindAlarm
            self.failedDeployment = failedDeployment
        }
    }

    package struct Level: Hashable, Sendable {
        /// `full outage, the majority of users`
        package var meaning: String
        /// What is done: `alias rollback and escalation`.
        package var action: String
        package var impact: Impact

        package init(meaning: String, action: String, impact: Impact = Impact()) {
            self.meaning = meaning
            self.action = action
            self.impact = impact
        }
    }

    /// Worst first, one to five. Trouble that reaches none of their impacts is of the last one.
    package var levels: [Level]

    package init(levels: [Level]) { self.levels = levels.isEmpty ? Self.shipped.levels : Array(levels.prefix(5)) }

    /// Those on offer, worst first.
    package var severities: [Severity] { Severity.worst(levels.count) }

    package var mildest: Severity { severities.last ?? .sev1 }

    /// Nil for a severity that is not on the scale (an incident may be older than the settings).
    package func level(_ severity: Severity) -> Level? {
        levels.indices.contains(severity.rawValue - 1) ? levels[severity.rawValue - 1] : nil
    }

    package static let shipped = SeverityRules(levels: [
        Level(
            meaning: "full outage, the majority of users", action: "alias rollback and escalation",
            impact: Impact(failing: 0.5, failingUnderAlarm: 0.05, throttled: 0.5, fleet: 0.5, blindAlarm: true)),
        Level(
            meaning: "a partial outage or degraded performance", action: "canary rollback, active monitoring",
            impact: Impact(versionFailing: 0.05, regions: 2, alarms: Set(AlarmSubject.allCases))),
        Level(
            meaning: "a minor degradation, low user impact", action: "monitor, prepare escalation",
            impact: Impact(versionFailing: 0.01, throttled: 0.01, failedDeployment: true)),
    ])
}
