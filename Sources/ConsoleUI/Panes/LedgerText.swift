import IncidentModel
import TerminalCanvas

/// The ledger of a target: how long each version served, how it did, and what was made of it.
enum LedgerText {
    static func lines(_ records: [VersionRecord]) -> [Piece] {
        records.flatMap { record -> [Piece] in
            var words = [served(record)]
            if let totals = record.totals {
                words.append("\(Figures.count(totals.requests)) requests")
                words.append(totals.errorRate.map { "\(Figures.prose(rate: $0)) errors" } ?? "no error rate")
            } else {
                words.append("requests not known")
            }
            words.append(alarms(record))
            if let source = record.source { words.append("known from \(name(source))") }
            let mark = mark(record.verdict)
            let head = "\(record.version.label.padding(to: 6))\(mark.text.padding(to: 14))"
            var lines = [Piece(head + words.joined(separator: " · "), mark.role)]
            if !record.reason.isEmpty {
                lines.append(Piece("                    \(Sanitiser.sanitise(record.reason, limit: 400))", .text))
            }
            return lines
        }
    }

    static func mark(_ verdict: VersionRecord.Verdict) -> Piece {
        switch verdict {
        case .chosen: Piece("★ last good", .ok)
        case .passedOver: Piece("✗ passed over", .bad)
        case .leaving: Piece("← leaving", .canary)
        case .older: Piece("  older", .dim)
        }
    }

    private static func served(_ record: VersionRecord) -> String {
        guard let served = record.served else { return "never served, as far as is known" }
        let until = record.lastServed.map { " until \(Figures.day($0)) \(Figures.minute($0))Z" } ?? ""
        return "served \(Figures.age(served))\(until)"
    }

    private static func alarms(_ record: VersionRecord) -> String {
        guard !record.alarms.isEmpty else { return "no alarm" }
        let more = record.alarms.count > 3 ? Wording.andMore(record.alarms.count - 3) : ""
        return "▲ " + record.alarms.prefix(3).map(\.text).joined(separator: ", ") + more
    }

    private static func name(_ source: VersionRecord.Source) -> String {
        switch source {
        case .journal: "the journal"
        case .trail: "CloudTrail"
        case .deployment: "CodeDeploy"
        case .inferred: "what was seen"
        }
    }
}
