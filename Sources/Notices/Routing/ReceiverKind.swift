package import IncidentModel

/// The receivers that flipback knows (issue 4, section 4); the raw value is `type` in the settings.
package enum ReceiverKind: String, Sendable, CaseIterable {
    case pagerDuty = "pagerduty"
    case sns, slack, jira
    case serviceNow = "servicenow"
    case webhook

    /// Whether an event is told there. People's channels get few and short notices, records get all that belongs to them.
    package func wants(_ kind: NoticeKind, of draft: EventDraft) -> Bool {
        switch self {
        case .pagerDuty:
            switch kind {
            case .opened, .acknowledged, .severity, .resolved, .closed: draft.incident != nil
            // A change event each.
            case .moved: draft.phase == .verified
            case .glassBroken: true
            default: false
            }
        case .sns:
            switch kind {
            case .opened, .resolved, .moved, .deploymentEnded: true
            default: false
            }
        case .slack:
            switch kind {
            case .opened, .severity, .moved, .glassBroken, .resolved: true
            case .stage: draft.details["stage"]?.string == IncidentStage.containment.rawValue
            default: false
            }
        case .jira, .serviceNow:
            switch kind {
            case .opened, .acknowledged, .severity, .stage, .moved, .note, .glassBroken, .resolved, .closed: draft.incident != nil
            case .actionItem: self == .jira && draft.incident != nil
            default: false
            }
        case .webhook: true
        }
    }

    /// The least time between two deliveries: Slack takes about one message a second (api.slack.com, rate limits), PagerDuty about 120 events
    /// a minute and key (Events API v2).
    package var pace: Duration {
        switch self {
        case .slack: .milliseconds(1100)
        case .pagerDuty: .milliseconds(500)
        case .sns, .jira, .serviceNow, .webhook: .milliseconds(50)
        }
    }
}
