import IncidentModel
import TerminalCanvas

/// The ledger of a target: how long each version served, how it did, and what was made of it.
enum LedgerText {
    /// A heading, then two lines a version: its figures under each other, and what was made of it.
    static func lines(_ records: [VersionRecord]) -> [Piece] {
        let names = ["SERVED", "REQUESTS", "ERRORS", "ALARMS", "KNOWN FROM"]
        let heading = Piece("ledger".padding(to: 20) + row(names), .dim)
        return [heading] + records.flatMap(lines)
    }

    private static func lines(_ record: VersionRecord) -> [Piece] {
        let mark = mark(record.verdict)
        let cells = [
            record.served.map(Figures.age) ?? "never", record.totals.map { Figures.count($0.requests) } ?? "?",
            record.totals?.errorRate.map(Figures.prose(rate:)) ?? "?", alarmCount(record),
            record.source.map(name) ?? "–",
        ]
        var words: [String] = []
        if !record.reason.isEmpty { words.append(Sanitiser.sanitise(record.reason, limit: 400)) }
        if let last = record.lastServed { words.append("until \(Figures.day(last)) \(Figures.minute(last))Z") }
        if !record.alarms.isEmpty { words.append(alarms(record)) }
        let head = record.version.label.padding(to: 6) + mark.text.padding(to: 14)
        let below = words.isEmpty ? [] : [Piece("            " + words.joined(separator: " · "), .text)]
        return [Piece(head + row(cells), mark.role)] + below
    }

    private static func row(_ cells: [String]) -> String {
        zip(cells, [12, 10, 9, 8, 0]).map { $0.padding(to: $1) }.joined()
    }

    static func mark(_ verdict: VersionRecord.Verdict) -> Piece {
        switch verdict {
        case .chosen: Piece("★ last good", .ok)
        case .passedOver: Piece("✗ passed over", .bad)
        case .leaving: Piece("← leaving", .canary)
        case .older: Piece("  older", .dim)
        }
    }

    /// Nothing is known of the alarms of a time that is not known.
    private static func alarmCount(_ record: VersionRecord) -> String {
        record.alarms.isEmpty ? record.served == nil ? "–" : "none" : "▲ \(record.alarms.count)"
    }

    private static func alarms(_ record: VersionRecord) -> String {
        let more = record.alarms.count > 3 ? Wording.andMore(record.alarms.count - 3) : ""
        return "▲ " + record.alarms.prefix(3).map(\.text).joined(separator: ", ") + more
    }

    private static func name(_ source: VersionRecord.Source) -> String {
        switch source {
        case .journal: "journal"
        case .trail: "CloudTrail"
        case .deployment: "CodeDeploy"
        case .inferred: "inferred"
        }
    }
}
