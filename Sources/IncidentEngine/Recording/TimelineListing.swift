package import IncidentModel

/// The lines of the timeline in their order, each made when it is asked for: the journal's rows, and between them what AWS and the polls
/// tell.
package struct TimelineListing: Sendable {
    /// A line that is none of the journal's.
    struct Other: Sendable {
        enum Content: Sendable {
            case entry(TimelineEntry)
            case version(function: String, FunctionVersion)
        }
        var at: Timestamp
        var content: Content
    }

    private let book: TimelineBook
    private let trail: TrailLines
    /// Richer lines for what the journal tells too: by CloudTrail's event id, by deployment, and, of alarms whose former state it does not
    /// know, by the row's number.
    private let changes: [String: TimelineEntry]
    private let ends: [String: TimelineEntry]
    private let former: [Int: TimelineEntry]
    private let others: [Other]
    /// Where each of the others stands among all lines.
    private let places: [Int]

    init(
        book: TimelineBook, trail: TrailLines, changes: [String: TimelineEntry], ends: [String: TimelineEntry],
        former: [Int: TimelineEntry], others: [Other]
    ) {
        self.book = book
        self.trail = trail
        self.changes = changes
        self.ends = ends
        self.former = former
        self.others = others.sorted { $0.at < $1.at }
        places = self.others.enumerated().map { $0.offset + book.rows(until: $0.element.at) }
    }

    package var count: Int { book.rows.count + others.count }

    /// Oldest first, `0..<count`.
    package subscript(index: Int) -> TimelineEntry {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if places[middle] <= index { low = middle + 1 } else { high = middle }
        }
        if low > 0, places[low - 1] == index { return entry(others[low - 1].content) }
        let row = book.rows[index - low]
        guard !row.isAction, !changes.isEmpty || !ends.isEmpty || !former.isEmpty else {
            return book.entry(row, proofs: trail.proofs)
        }
        let draft = book.event(row).draft
        let richer: TimelineEntry? =
            switch draft.kind {
            case .trailForeign: draft.details["eventId"]?.string.flatMap { changes[$0] }
            case .deploymentEnded: draft.details["deployment"]?.string.flatMap { ends[$0] }
            case .alarmChanged: former[row.seq]
            default: nil
            }
        guard var richer else { return book.entry(row, proofs: trail.proofs) }
        richer.at = row.at
        richer.evidence += ", journal \(row.seq)"
        return richer
    }

    package var all: [TimelineEntry] { (0..<count).map { self[$0] } }

    private func entry(_ content: Other.Content) -> TimelineEntry {
        switch content {
        case .entry(let entry): return entry
        case .version(let function, let version):
            let description = version.description.text.isEmpty ? "" : "  \(version.description)"
            let entry = TimelineEntry(
                at: version.publishedAt ?? .epoch, who: "AWS", category: .version,
                text: DisplayText("\(function) \(version.version.label) published\(description)"), evidence: "version list")
            return trail.signed(entry, function: function, version: version.version)
        }
    }
}
