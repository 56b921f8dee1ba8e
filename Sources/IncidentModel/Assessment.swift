/// The engine's judgement of one target, computed from the picture, for rows, sorting and `flipback status`.
package struct Assessment: Hashable, Sendable {
    /// Calm sorts last. `unknown` is trouble that cannot be seen: no alarm, no metrics.
    package enum Trouble: Int, Sendable, Comparable {
        case calm = 0, unknown, suspect, bad
        package static func < (a: Trouble, b: Trouble) -> Bool { a.rawValue < b.rawValue }
    }

    package var target: Target
    package var trouble: Trouble
    /// No alarm watches it, and its metrics were never read, or not lately: they are read of what is on screen only. That it is `unknown`
    /// for the want of them is no reason to put it there: it would be read, be calm, make room for the next, and a fleet's rows would
    /// never stand still. One whose alarms have no data is another matter.
    package var isUnread = false
    /// `v7 fails 8.1 % of requests; checkout-prod-error-rate is in ALARM`
    package var troubleText: String
    /// The version that is failing, when one can be named.
    package var badVersion: VersionID?
    package var lastGood: LastGood?
    /// Why there is no last good.
    package var noLastGood: Refusal?
    package var readiness: Readiness
    /// Of all requests of the latest complete minute, 0…1.
    package var errorRate: Double?
    /// The target's ledger, newest version first: every version with what is known of its time on this alias.
    package var records: [VersionRecord]
    /// Somebody put back what was rolled away.
    package var guardTrip: GuardTrip?

    package init(
        target: Target, trouble: Trouble, troubleText: String = "", badVersion: VersionID? = nil,
        lastGood: LastGood? = nil, noLastGood: Refusal? = nil, readiness: Readiness, errorRate: Double? = nil,
        records: [VersionRecord] = [], guardTrip: GuardTrip? = nil
    ) {
        self.target = target
        self.trouble = trouble
        self.troubleText = troubleText
        self.badVersion = badVersion
        self.lastGood = lastGood
        self.noLastGood = noLastGood
        self.readiness = readiness
        self.errorRate = errorRate
        self.records = records
        self.guardTrip = guardTrip
    }
}

/// Whether a target could be rolled back now, and what stands in the way.
package struct Readiness: Hashable, Sendable {
    package enum Grade: String, Sendable { case ready, degraded, blocked }
    package struct Finding: Hashable, Sendable {
        package enum Level: String, Sendable { case info, warning, blocking }
        package var code: String
        package var level: Level
        /// What it is.
        package var text: String
        /// Why it matters, as a clause.
        package var why: String
        /// What to do, as a clause.
        package var fix: String
        package init(code: String, level: Level, text: String, why: String = "", fix: String = "") {
            self.code = code
            self.level = level
            self.text = text
            self.why = why
            self.fix = fix
        }
    }
    package var grade: Grade
    package var predicted: Duration
    package var findings: [Finding]
    package init(grade: Grade, predicted: Duration, findings: [Finding] = []) {
        self.grade = grade
        self.predicted = predicted
        self.findings = findings
    }
}
