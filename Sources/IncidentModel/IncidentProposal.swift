/// An incident that flipback proposes, with what it saw. A person declares it or puts it aside; nothing is declared by itself.
package struct IncidentProposal: Hashable, Sendable {
    /// What set it off.
    package enum Trigger: String, Sendable, CaseIterable { case alarm, policy, deployment }

    /// An alarm that was looked at and does not count, with why: flapping, no data, muted actions, an anomaly band.
    package struct Discounted: Hashable, Sendable {
        package var alarm: DisplayText
        package var why: String
        package init(alarm: DisplayText, why: String) {
            self.alarm = alarm
            self.why = why
        }
    }

    package var triggers: Set<Trigger>
    package var suggestion: SeveritySuggestion
    /// One sentence each: `checkout-prod-error-rate is in ALARM since 21:05:10Z: 8.1 % > 5 %`.
    package var evidence: [String]
    package var discounted: [Discounted]
    /// The first bad minute as far as figures tell.
    package var impactStart: Timestamp?
    /// When it could first be seen: the alarm's change, the deployment's end, the policy's breach.
    package var detectedAt: Timestamp

    package init(
        triggers: Set<Trigger>, suggestion: SeveritySuggestion, evidence: [String], discounted: [Discounted] = [],
        impactStart: Timestamp? = nil, detectedAt: Timestamp
    ) {
        self.triggers = triggers
        self.suggestion = suggestion
        self.evidence = evidence
        self.discounted = discounted
        self.impactStart = impactStart
        self.detectedAt = detectedAt
    }
}
