import IncidentModel

extension Words {
    static func gate(_ answer: GateAnswer) -> [String] {
        let head =
            "\(answer.target)  \(answer.version.label)  \(answer.isAllowed ? "may be deployed" : "must not be deployed now")"
        return [head] + answer.reasons.map { "  \(DisplayText($0).text)" }
    }
}
