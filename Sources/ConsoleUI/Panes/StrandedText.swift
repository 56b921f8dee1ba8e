import IncidentModel
import TerminalCanvas

/// What goes on on the version that the alias has left.
enum StrandedText {
    /// Durable executions and mappings that are listed by name; the rest is counted.
    private static let listed = 20

    /// `12 in flight, 3 durable on v7`; nil when nothing is left.
    static func hint(_ work: StrandedWork) -> String? {
        guard !work.isNone else { return nil }
        var words: [String] = []
        if let flying = work.inFlight, flying > 0 { words.append("\(flying) in flight") }
        if !work.durable.isEmpty { words.append("\(work.durable.count) durable") }
        let others = [
            work.oldestAsyncEvent == nil ? nil : "queued events",
            work.eventSources.isEmpty
                ? nil : "\(work.eventSources.count) mapping\(work.eventSources.count == 1 ? "" : "s")",
        ].compactMap { $0 }
        // The bar has room for the two that matter most; the list has all of it.
        if words.isEmpty { words = others } else if !others.isEmpty { words.append("more") }
        if words.isEmpty { return Wording.strandedUnread(work.version) }
        return "\(words.joined(separator: ", ")) on \(work.version.label)" + (work.unread.isEmpty ? "" : ", rest not known")
    }

    static func lines(_ work: StrandedWork, _ now: Timestamp) -> [Piece] {
        guard !work.isNone else { return [Piece(Wording.nothingStranded(work.version), .ok)] }
        var lines = [Piece(Wording.stranded(work.version), .strong)]
        let minute = work.inFlightAt.map { " in the minute from \($0.clock)" } ?? ""
        lines.append(
            work.inFlight.map { Piece("in flight   \($0)\(minute)", $0 > 0 ? .text : .dim) }
                ?? Piece("in flight   not known", .unknown))
        for execution in work.durable.prefix(listed) {
            let since = execution.startedAt.map { ", runs for \(Figures.age(max(.zero, now - $0)))" } ?? ""
            lines.append(Piece("durable     \(execution.name.text)\(since)", .text))
        }
        if work.durable.count > listed { lines.append(Piece("            and \(work.durable.count - listed) more", .text)) }
        if let age = work.oldestAsyncEvent {
            lines.append(Piece("queued      the oldest asynchronous event waits for \(Figures.age(age))", .text))
        }
        for source in work.eventSources.prefix(listed) {
            let state = Sanitiser.sanitise(source.state, limit: 24)
            lines.append(Piece("mapping     \(source.source.text) calls \(work.version.label) directly (\(state))", .warning))
        }
        if work.eventSources.count > listed {
            lines.append(Piece("            and \(work.eventSources.count - listed) more", .warning))
        }
        for failure in work.unread {
            lines.append(Piece("not known   \(Sanitiser.sanitise(failure.description, limit: 300))", .unknown))
        }
        return lines
    }
}
