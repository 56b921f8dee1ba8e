import IncidentEngine
import IncidentModel

/// What people read, in one place for all receivers.
extension NoticeMessage {
    /// One line, `[DRILL] SEV-1 INC-20261120-01 opened: canary fails`.
    package var title: String { (mark.map { "[\($0.rawValue)] " } ?? "") + words }

    private var words: String {
        let reason = said(draft.reason)
        switch kind {
        case .opened: return "\(named) opened\(reason)"
        case .acknowledged: return "\(named) acknowledged by \(who)"
        case .severity: return "\(subject) is \(severity?.label ?? "of another severity")\(reason)"
        case .stage: return "\(named): \(detail("stage"))\(reason)"
        case .role: return "\(named): \(safe(EventWords.line(draft)?.words ?? "role"))"
        case .resolved: return "\(named) resolved\(said(draft.details["text"]?.string))"
        case .closed: return "\(named) closed"
        case .moved: return move + place
        case .note: return "\(named): \(safe(EventWords.line(draft)?.words ?? ""))"
        case .actionItem: return "Action item of \(subject): \(detail("text"))"
        case .glassBroken: return "BREAK GLASS: \(glass)\(reason)\(place)"
        case .deploymentEnded: return deployment + place
        case .test: return "This is a test of flipback's notices: nothing has happened and nothing is to be done"
        }
    }

    /// Label and value, in the order in which they are read.
    package var facts: [Fact] {
        guard kind != .test else { return [Fact(label: "From", value: who), Fact(label: "At", value: draft.time.rfc3339)] }
        var facts: [Fact] = []
        func add(_ label: String, _ value: String?) {
            if let value, !value.isEmpty { facts.append(Fact(label: label, value: value)) }
        }
        if let incident {
            add("Incident", "\(safe(incident.id)) (\(incident.severity.label), \(incident.stage.rawValue))")
            add("Targets", incident.targets.map(\.description).joined(separator: ", "))
        }
        if kind == .moved {
            add("Target", draft.target?.description)
            add("Before", draft.before?.trafficText)
            add("After", draft.after?.trafficText)
        }
        add("Reason", draft.reason.map { safe($0) })
        add("By", who)
        add("At", draft.time.rfc3339)
        add("Account", draft.account.map { showsARNs ? safe($0) : "" })
        add("Region", draft.region.map { safe($0) })
        add("Journal", head)
        return facts
    }

    /// `SEV-1 INC-20261120-01`
    private var named: String { (severity.map { "\($0.label) " } ?? "") + subject }
    private var place: String { draft.incident.map { " (\(safe($0)))" } ?? "" }

    /// Whether an action ended as it was meant to.
    package var isVerified: Bool { draft.phase == .verified }

    private var move: String {
        let what = "\(safe(draft.command ?? "move", limit: 40)) of \(draft.target?.description ?? "an alias")"
        let after = draft.after.map { ": now \($0.trafficText)" } ?? ""
        switch draft.phase {
        case .verified: return "\(what) verified\(after)"
        case .superseded: return "\(what) SUPERSEDED: somebody else moved the alias, look before anything else is done"
        case .notApplied: return "\(what) NOT APPLIED: the alias did not move"
        default: return "\(what): OUTCOME UNKNOWN, the alias must be read before anything else is done"
        }
    }

    private var glass: String {
        let plan = detail("plan")
        return plan.isEmpty ? "a plan was carried out without its approval" : plan
    }

    private var deployment: String {
        let rolledBack = draft.details["rolledBack"]?.bool == true ? ", rolled back" : ""
        let target = draft.target.map { " of \($0)" } ?? ""
        return
            "deployment \(detail("deployment"))\(target): \(detail("status"))\(rolledBack)\(said(draft.details["text"]?.string))"
    }

    private func detail(_ name: String) -> String { safe(draft.details[name]?.string ?? "") }

    private func said(_ text: String?) -> String {
        guard let text, !text.isEmpty else { return "" }
        return ": \(safe(text))"
    }
}
