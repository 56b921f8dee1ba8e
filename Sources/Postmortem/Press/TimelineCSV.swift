import IncidentModel

/// The timeline for a spreadsheet.
package enum TimelineCSV {
    package static func text(_ facts: PostmortemFacts) -> String {
        let head = CSVText.row(["time", "who", "what", "target", "text", "evidence"])
        return head
            + facts.timeline.map { row in
                CSVText.row([
                    row.at.rfc3339, row.who, row.category, row.target?.description ?? "", row.text.raw,
                    row.evidence.map(\.words).joined(separator: "; "),
                ])
            }.joined()
    }
}

extension PostmortemFacts.Evidence {
    /// `journal 41`, `request 6f…`, `CloudTrail 4f…`
    var words: String {
        switch self {
        case .journal(let seq): "journal \(seq)"
        case .request(let id): "request \(id)"
        case .cloudTrail(let id): "CloudTrail \(id)"
        }
    }
}
