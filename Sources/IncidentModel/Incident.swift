/// How bad an incident is. Lower is worse; when unsure, the worse one (PagerDuty's incident response guide). The matrix is the
/// first source's: SEV-1 full outage or most users; SEV-2 partial outage, degraded; SEV-3 minor.
package enum Severity: Int, Sendable, CaseIterable, Comparable {
    case sev1 = 1
    case sev2, sev3

    /// `SEV-1`
    package var label: String { "SEV-\(rawValue)" }
    /// Worse is greater.
    package static func < (a: Severity, b: Severity) -> Bool { a.rawValue > b.rawValue }
}

/// An incident, as the reducer makes it from the journal's events.
package struct Incident: Hashable, Sendable {
    package struct Note: Hashable, Sendable {
        package var at: Timestamp
        package var actor: String
        package var text: DisplayText
        package init(at: Timestamp, actor: String, text: DisplayText) {
            self.at = at
            self.actor = actor
            self.text = text
        }
    }

    package var id: String
    package var severity: Severity
    package var declaredAt: Timestamp
    package var declaredBy: String
    package var reason: DisplayText
    package var targets: [Target]
    package var acknowledgedAt: Timestamp?
    package var acknowledgedBy: String?
    package var resolvedAt: Timestamp?
    package var closedAt: Timestamp?
    package var notes: [Note]
    /// Events of this incident, oldest first.
    package var events: [Event]

    package init(
        id: String, severity: Severity, declaredAt: Timestamp, declaredBy: String, reason: DisplayText = "",
        targets: [Target] = []
    ) {
        self.id = id
        self.severity = severity
        self.declaredAt = declaredAt
        self.declaredBy = declaredBy
        self.reason = reason
        self.targets = targets
        notes = []
        events = []
    }

    package var isOpen: Bool { resolvedAt == nil && closedAt == nil }
}

/// A severity suggested from what is seen, with the reason in words.
package struct SeveritySuggestion: Hashable, Sendable {
    package var severity: Severity
    package var reason: String
    /// The targets that are in trouble, worst first.
    package var targets: [Target]
    package init(severity: Severity, reason: String, targets: [Target]) {
        self.severity = severity
        self.reason = reason
        self.targets = targets
    }
}
