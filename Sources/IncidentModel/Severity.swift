/// How bad an incident is. Lower is worse; when unsure, the worse one (PagerDuty's incident response guide). The matrix is the
/// first source's: SEV-1 full outage or most users; SEV-2 partial outage, degraded; SEV-3 minor. Teams that have more use SEV-4 and
/// SEV-5; how many are offered is the settings' to say, three where they are silent.
package enum Severity: Int, Sendable, CaseIterable, Comparable {
    case sev1 = 1
    case sev2, sev3, sev4, sev5

    /// `SEV-1`
    package var label: String { "SEV-\(rawValue)" }
    /// Worse is greater.
    package static func < (a: Severity, b: Severity) -> Bool { a.rawValue > b.rawValue }

    /// The worst so many, worst first.
    package static func worst(_ count: Int) -> [Severity] { Array(allCases.prefix(max(1, count))) }
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
