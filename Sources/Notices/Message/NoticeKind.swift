package import IncidentModel

/// What a notice is about.
package enum NoticeKind: String, Sendable, CaseIterable {
    case opened, acknowledged, severity, stage, role, resolved, closed
    /// An action on an alias came to its end, with whatever outcome.
    case moved
    /// A note that says more than words: a decision, the customers' impact.
    case note
    /// A note marked as something to be done after the incident: a ticket of its own.
    case actionItem
    case glassBroken
    case deploymentEnded
    case test

    /// Nil for an event that nobody is told of.
    package init?(_ draft: EventDraft) {
        switch draft.kind {
        case .incidentDeclared: self = .opened
        case .incidentAcknowledged: self = .acknowledged
        case .incidentSeverity: self = .severity
        case .incidentStage: self = .stage
        case .incidentRole: self = .role
        case .incidentResolved: self = .resolved
        case .incidentClosed: self = .closed
        case .glassBroken: self = .glassBroken
        case .deploymentEnded: self = .deploymentEnded
        case .aliasMove, .reconciled:
            switch draft.phase {
            case .verified, .superseded, .unknown, .notApplied: self = .moved
            case .intent, .sent, .acknowledged, .refused, nil: return nil
            }
        case .incidentNote:
            switch draft.details["mark"]?.string.flatMap({ Incident.Note.Mark(rawValue: $0) }) {
            case .decision, .customerImpact: self = .note
            case .actionItem: self = .actionItem
            case .hypothesis, nil: return nil
            }
        case .deploymentStop, .provisionedChange, .groupBegun, .groupEnded, .incidentTargets, .incidentStep, .incidentLink,
            .incidentDismissed, .approvalRequested, .approvalGranted, .checkpoint, .trailProof, .trailForeign, .metricSnapshot,
            .alarmChanged:
            return nil
        }
    }
}
