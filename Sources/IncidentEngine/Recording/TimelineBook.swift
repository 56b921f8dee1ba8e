package import IncidentModel

/// What the timeline needs of the journal, kept in order while events come in: one row an action, one every other event that is a line. A
/// row is put into words when somebody looks at it.
package struct TimelineBook: Sendable {
    /// Holds no reference: a hundred thousand are copied in a millisecond while a listing is being made of the old ones.
    struct Row: Sendable {
        var at: Timestamp
        var seq: Int
        /// Place among the kept events, or among the actions.
        var slot: Int
        var isAction: Bool
    }

    private static let page = 1024

    package private(set) var ledger = ActionLedger()
    /// Oldest first, in the journal's order at one moment.
    private(set) var rows: [Row] = []
    /// Events that are lines, in pages, so that a copy of the book shares all but the last.
    private var pages: [[Event]] = []
    private var actions: [String] = []
    private var slots: [String: Int] = [:]
    /// Of our own actions.
    private(set) var requestIDs: Set<String> = []
    /// What the journal itself tells of alarms, by the line's words without the former state.
    private var alarms: [String: [AlarmLine]] = [:]
    /// Changes by others that the journal tells, by CloudTrail's event id.
    private(set) var foreign: Set<String> = []
    /// Deployments whose end the journal tells.
    private(set) var ended: Set<String> = []
    /// Who has which role, by incident, and the numbers of the events that changed nothing of it.
    private var roles: [String: [RoleAssignment]] = [:]
    private var lapsed: Set<Int> = []

    package init(_ events: [Event] = []) {
        for event in events { apply(event) }
    }

    package mutating func apply(_ event: Event) {
        let draft = event.draft
        guard let action = draft.action else {
            ledger.apply(event)
            return keep(event)
        }
        let before = ledger.move(action)
        ledger.apply(event)
        guard let move = ledger.move(action) else { return }
        requestIDs.formUnion(draft.requestIDs)
        if let before, before.at == move.at, before.seq == move.seq { return }
        let slot = slots[action] ?? actions.count
        if slot == actions.count {
            actions.append(action)
            slots[action] = slot
        }
        if let before { remove(at: before.at, seq: before.seq) }
        insert(Row(at: move.at, seq: move.seq, slot: slot, isAction: true))
    }

    private mutating func keep(_ event: Event) {
        guard EventWords.line(event.draft) != nil else { return }
        let details = event.draft.details
        let at = Self.moment(event.draft)
        switch event.draft.kind {
        // Two processes that see a change of AWS at the same moment both write it: it is told once.
        case .alarmChanged:
            let words = DisplayText("\(details["alarm"]?.string ?? "") → \(details["to"]?.string ?? "")").text
            let former = details["from"]?.string.flatMap { Alarm.State(rawValue: $0) }
            let known = alarms[words]?.firstIndex { abs(($0.at - at).milliseconds) <= AlarmChange.tolerance.milliseconds }
            if let known, let told = alarms[words]?[known] {
                // The one that knows the former state takes the other's place.
                guard former != nil, told.former == nil else { return }
                alarms[words]?[known].former = former
                pages[told.slot / Self.page][told.slot % Self.page] = event
                return
            }
            let slot = pages.last.map { (pages.count - 1) * Self.page + $0.count } ?? 0
            alarms[words, default: []].append(AlarmLine(at: at, seq: event.seq, slot: slot, former: former))
        case .trailForeign:
            // What was published stands in the version list, with who did it.
            guard event.draft.target != nil else { return }
            if let id = details["eventId"]?.string { guard foreign.insert(id).inserted else { return } }
        case .incidentRole:
            let incident = event.draft.incident ?? ""
            if !RoleBook.apply(event.draft, to: &roles[incident, default: []]) { lapsed.insert(event.seq) }
        case .deploymentEnded:
            if let id = details["deployment"]?.string { guard ended.insert(id).inserted else { return } }
        default: break
        }
        if pages.last.map({ $0.count == Self.page }) ?? true { pages.append([]) }
        pages[pages.count - 1].append(event)
        let slot = (pages.count - 1) * Self.page + pages[pages.count - 1].count - 1
        insert(Row(at: at, seq: event.seq, slot: slot, isAction: false))
    }

    /// When it happened: what AWS did is written down later than that.
    private static func moment(_ draft: EventDraft) -> Timestamp {
        switch draft.kind {
        case .alarmChanged, .trailForeign, .deploymentEnded:
            draft.details["at"]?.string.flatMap { Timestamp(rfc3339: $0) } ?? draft.time
        default: draft.time
        }
    }

    private mutating func insert(_ row: Row) {
        if let last = rows.last, (last.at, last.seq) > (row.at, row.seq) {
            rows.insert(row, at: place(row.at, row.seq))
        } else {
            rows.append(row)
        }
    }

    private mutating func remove(at moment: Timestamp, seq: Int) {
        let index = place(moment, seq)
        if rows.indices.contains(index), rows[index].seq == seq { rows.remove(at: index) }
    }

    /// The first row that is not before a moment and a number.
    private func place(_ at: Timestamp, _ seq: Int) -> Int {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if (rows[middle].at, rows[middle].seq) < (at, seq) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    // MARK: What a listing asks

    /// How many rows are not after a moment.
    func rows(until moment: Timestamp) -> Int { place(moment, Int.max) }

    func event(_ row: Row) -> Event { pages[row.slot / Self.page][row.slot % Self.page] }

    /// The line of a row.
    /// - Parameter proofs: CloudTrail's evidence by the request id that it recorded.
    func entry(_ row: Row, proofs: [String: String]) -> TimelineEntry {
        if row.isAction, let move = ledger.move(actions[row.slot]) {
            return JournalLines.line(move, proof: move.requestIDs.lazy.compactMap { proofs[$0] }.first)
        }
        let event = event(row)
        var line = JournalLines.line(event, at: row.at)
        if lapsed.contains(row.seq) { line.text = DisplayText(EventWords.lapsed(event.draft)) }
        return line
    }

    /// What the journal tells of a change of an alarm that was also seen elsewhere; nil for nothing.
    func telling(_ entry: TimelineEntry) -> AlarmLine? {
        guard entry.category == .alarm, !alarms.isEmpty else { return nil }
        let (words, former) = AlarmLine.split(entry.text.text)
        return alarms[words]?.first {
            abs(($0.at - entry.at).milliseconds) <= TimelineBuilder.sameMove.milliseconds
                && ($0.former == former || $0.former == nil || former == nil)
        }
    }

    /// Whether a change that a poll saw is one of our own moves.
    func explains(_ entry: TimelineEntry) -> Bool {
        guard entry.category == .alias, entry.evidence.hasPrefix("seen"), let target = entry.target else { return false }
        return ledger.moves(on: target).contains { move in
            guard move.phase != .notApplied, move.phase != .refused else { return false }
            let arrow = "→ \(move.after.trafficText)"
            return entry.text.text.hasSuffix(arrow) && entry.at >= move.startedAt - .seconds(5)
                && entry.at - move.at <= TimelineBuilder.sameMove
        }
    }

    /// When each move of ours on a target that may have arrived was begun, oldest first.
    func movesBegun(on target: Target) -> [Timestamp] {
        ledger.moves(on: target).filter { $0.phase != .notApplied && $0.phase != .refused && $0.phase != .superseded }
            .map(\.startedAt).sorted()
    }
}
