import IncidentEngine
import IncidentModel
import TestSupport

/// What must hold of every history, whatever the schedule and the faults. Each violation is a sentence.
struct HistoryChecker {
    private let history: ModelHistory
    private var violations: [String] = []

    static func violations(_ history: ModelHistory) -> [String] {
        var checker = HistoryChecker(history)
        checker.checkWrites()
        for deed in history.deeds { checker.check(deed) }
        checker.checkJournal()
        return checker.violations
    }

    private init(_ history: ModelHistory) { self.history = history }

    private static func isOperator(_ who: String) -> Bool {
        !who.hasPrefix("codedeploy") && !who.hasPrefix("pipeline") && !who.hasPrefix("rival")
    }

    // MARK: - Writes

    private mutating func checkWrites() {
        /// The place of an action's latest write.
        var latest: [String: Int] = [:]
        for (index, write) in history.applied.enumerated() {
            if write.before != history.state(index) { violations.append("write \(index): the history has a hole") }
            guard Self.isOperator(write.who) else { continue }
            guard let action = history.action(of: write) else {
                violations.append(
                    "write \(index): lost update, \(write.who) overwrote \(write.before.routing.trafficText) unseen")
                continue
            }
            // An action writes again only over what somebody else made of its last write.
            if let last = latest[action], last + 1 == index { violations.append("write \(index): \(action) moved twice") }
            latest[action] = index
        }
    }

    // MARK: - Results

    private mutating func check(_ deed: ModelHistory.Deed) {
        let id = deed.result.id
        let writes = history.applied.indices.filter { index in
            history.applied[index].who == deed.who && history.action(of: history.applied[index]) == id
        }
        switch deed.result.outcome {
        case .verified: checkVerified(deed, writes)
        case .notApplied, .refused:
            // A copy that arrived after the read-back is known to nobody; its fence still holds.
            if writes.contains(where: { $0 >= deed.from && $0 < deed.until && !history.applied[$0].isLate }) {
                violations.append("\(id) says \(deed.result.outcome) and was applied")
            }
        case .superseded, .unknown: break
        }
    }

    private mutating func checkVerified(_ deed: ModelHistory.Deed, _ writes: [Int]) {
        let result = deed.result
        // From its own last write, else from its beginning, to its report.
        let from = writes.last { $0 < deed.until }.map { $0 + 1 } ?? deed.from
        let wasSo = (from...max(from, deed.until)).contains { index in
            let state = history.state(index)
            return state.revision == result.revision && state.routing == result.after
        }
        if !wasSo { violations.append("\(result.id) says verified of what was not so between its write and its report") }
        guard result.command == "abort" else { return }
        let aborted = (deed.plan.stopping?.targetVersion).map { [$0] } ?? []
        let bad = deed.plan.before.additional.map { aborted + [$0.version] } ?? aborted
        for version in bad where version != result.after.pointer {
            checkAborted(deed, version, from)
        }
    }

    /// Nothing but a later write of somebody else brings an aborted version back; the deployment that was stopped is not somebody else.
    private mutating func checkAborted(_ deed: ModelHistory.Deed, _ version: VersionID, _ from: Int) {
        if EffectiveTraffic(deed.result.after).share(of: version) > 0 {
            violations.append("\(deed.result.id) aborted to a state with \(version.label)")
        }
        guard let stopped = deed.plan.stopping?.id else { return }
        for index in history.applied.indices where index >= deed.until {
            let write = history.applied[index]
            // Whoever moves it now has decided so after the abort.
            guard write.who == "codedeploy \(stopped)" else { continue }
            if write.after.effective.share(of: version) > 0 {
                violations.append("\(deed.result.id) was verified, and \(stopped) put \(version.label) back afterwards")
            }
        }
    }

    // MARK: - The journal

    private mutating func checkJournal() {
        let actions = Dictionary(grouping: history.events.filter { $0.draft.action != nil }) { $0.draft.action ?? "" }
        for (id, events) in actions {
            let moves = events.filter { $0.draft.kind == .aliasMove }.compactMap(\.draft.phase)
            let ends = moves.filter { !$0.isOpen }
            if ends.count != 1 { violations.append("\(id) has \(ends.count) ends") }
            checkOrder(id, moves)
            checkOrder(id, events.filter { $0.draft.kind == .deploymentStop }.compactMap(\.draft.phase))
            guard let deed = history.deeds.first(where: { $0.result.id == id }) else {
                violations.append("\(id) is in the journal and was never reported")
                continue
            }
            if ends.last?.rawValue != deed.result.outcome.rawValue {
                violations.append("the journal ends \(id) otherwise than its report")
            }
        }
        for deed in history.deeds where deed.result.outcome != .refused && actions[deed.result.id] == nil {
            violations.append("\(deed.result.id) is not in the journal")
        }
    }

    private mutating func checkOrder(_ id: String, _ phases: [ActionPhase]) {
        guard !phases.isEmpty else { return }
        if phases[0] != .intent { violations.append("\(id) begins with \(phases[0])") }
        for (one, next) in zip(phases, phases.dropFirst()) {
            let isAllowed =
                switch (one, next) {
                case (.intent, .acknowledged): false
                case (.acknowledged, .sent): false
                case (_, .intent), (_, .sent), (_, .acknowledged): one.isOpen
                default: one.isOpen
                }
            if !isAllowed { violations.append("\(id): \(next) after \(one)") }
        }
    }
}
