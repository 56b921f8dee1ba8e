import IncidentEngine
import IncidentModel

/// The incident in some sentences, each of them a fact. Plain text: who prints it escapes it.
enum Summary {
    static func of(_ facts: PostmortemFacts) -> String {
        let incident = facts.incident
        let what = incident.targets.isEmpty ? "no target" : Wording.list(incident.targets.map(\.description))
        let worst = incident.severities.map(\.value).max() ?? incident.severity
        var sentences = [
            "\(incident.id) was declared \(incident.severities.first?.value.label ?? incident.severity.label) at "
                + "\(Wording.moment(incident.declaredAt)) by \(Wording.who(incident.declaredBy)), on \(what)."
        ]
        if worst != incident.severities.first?.value { sentences.append("Its worst severity was \(worst.label).") }
        if !incident.reason.raw.isEmpty { sentences.append("Reason given: \(incident.reason.raw).") }
        let verified = facts.moves.filter(\.isVerified)
        for move in verified.prefix(3) {
            sentences.append(
                "\(move.endedAt.map(Wording.moment) ?? Wording.notKnown): \(move.command) moved \(move.target) from "
                    + "\(move.before.trafficText) to \(move.after.trafficText).")
        }
        if verified.count > 3 { sentences.append("\(Wording.counted(verified.count - 3, "more move")) followed.") }
        if verified.isEmpty { sentences.append("No traffic was moved by flipback.") }
        sentences.append(impact(facts.impact))
        if let restore = facts.clocks.restore { sentences.append("Time to restore: \(Wording.duration(restore)).") }
        sentences.append(
            incident.resolvedAt.map { "Resolved at \(Wording.moment($0))." } ?? "It was not resolved when this was written.")
        return sentences.joined(separator: " ")
    }

    static func impact(_ impact: PostmortemFacts.Impact) -> String {
        guard impact.isKnown else {
            return "How many requests failed is not known: no figures of CloudWatch were kept with this incident."
        }
        let share = impact.requests > 0 ? " (\(Wording.percent(impact.failed / impact.requests)))" : ""
        var text =
            "\(Wording.count(impact.failed)) of \(Wording.count(impact.requests)) requests failed\(share) from \(Wording.moment(impact.from)) to "
            + "\(Wording.moment(impact.to)); in \(Wording.counted(impact.minutes, "minute")) it was more than \(Wording.percent(impact.threshold))."
        if !impact.unknown.isEmpty { text += " Nothing is known of \(Wording.list(impact.unknown.map(\.description)))." }
        return text
    }
}
