import IncidentModel

/// An undo at once: the plans that have come back so far, in the order of the group.
struct PendingUndo: Sendable {
    var expected: [Target: BarItem]
    var order: [Target]
    var plans: [Target: Plan] = [:]
}

extension ConsoleState {
    /// What `u` takes back at once in a SEV-1: what the last group of this session verifiably moved, as the bar shows it.
    var undoable: [ActionResult] {
        guard let group, !group.isRunning, !group.dismissed else { return [] }
        return group.tracks.compactMap(\.result).filter { $0.outcome == .verified && $0.before != $0.after }
    }

    /// `u`: at once in a SEV-1 when the last action was ours in this session, else a sheet.
    mutating func undo() -> [Effect] {
        let results = undoable
        guard openIncident?.severity == .sev1, let selected, results.contains(where: { $0.target == selected }),
            !results.contains(where: { trafficReason($0.target) != nil })
        else { return selected.map { openPlan(.undo($0)) } ?? [] }
        var expected: [Target: BarItem] = [:]
        for result in results {
            expected[result.target] = BarItem(target: result.target, command: "undo", before: result.after, after: result.before)
        }
        pendingUndo = PendingUndo(expected: expected, order: results.map(\.target))
        return results.map { .plan(.undo($0.target)) }
    }

    /// Nil: the answer belongs to somebody else. A plan that is not what the bar promised opens the sheet instead of acting.
    mutating func receiveForUndo(_ command: Command, _ answer: Result<Plan, Refusal>) -> [Effect]? {
        guard case .undo(let target) = command, var pending = pendingUndo, let expected = pending.expected[target] else {
            return nil
        }
        guard case .success(let plan) = answer, BarItem(plan) == expected, overlay == nil, !isTooSmall, writeBlocked == nil,
            trafficReason(target) == nil
        else {
            pendingUndo = nil
            if overlay == nil, !isTooSmall { overlay = .plan(PlanSheet(command)) }
            return overlay == nil ? [] : [.flushInput] + receive(command, answer)
        }
        pending.plans[target] = plan
        pendingUndo = pending
        guard pending.plans.count == pending.order.count else { return [] }
        pendingUndo = nil
        return execute(pending.order.compactMap { pending.plans[$0] }, reason: Wording.undoReason(openIncident))
    }

    mutating func follow(_ progress: ActionProgress) {
        if group == nil || !(group?.tracks.contains { $0.plan.target == progress.plan.target && $0.isRunning } ?? false) {
            // An action this screen did not start: reconciled, or another part of the program. A running group is never thrown away.
            var track = ActionTrack(plan: progress.plan)
            track.record(progress)
            if group?.isRunning ?? false {
                group?.tracks.append(track)
            } else {
                group = ActionGroup(tracks: [track], reason: "")
            }
            return
        }
        guard let index = group?.tracks.firstIndex(where: { $0.plan.target == progress.plan.target && $0.isRunning }) else {
            return
        }
        group?.tracks[index].record(progress)
    }

    mutating func finish(_ results: [ActionResult]) -> [Effect] {
        var bad = false
        for result in results {
            if let index = group?.tracks.firstIndex(where: {
                $0.plan.target == result.target && ($0.isRunning || $0.id == result.id)
            }) {
                group?.tracks[index].result = result
            }
            for note in result.notes {
                log(Notice(at: now, level: .warning, text: DisplayText("\(result.target): \(note)")))
            }
            guard result.outcome != .verified else { continue }
            bad = true
            log(Notice(at: now, level: .error, text: DisplayText(Wording.outcome(result))))
        }
        noteRecovery()
        return (bad ? [.bell] : []) + results.map { .refresh($0.target) }
    }

    /// Looks whether the targets of the last group are well again: every alarm that rang is OK, or a whole minute after the write had
    /// few errors.
    mutating func noteRecovery() {
        guard let tracks = group?.tracks else { return }
        for (index, track) in tracks.enumerated() where track.verified && track.recoveredAfter == nil {
            guard let applied = track.appliedAt else { continue }
            let rateWasBad = (track.errorRateBefore ?? 0) >= Self.wellBelow
            guard rateWasBad || !track.alarmsBefore.isEmpty else { continue }
            if let at = wellAgain(track, applied, rateWasBad: rateWasBad) {
                group?.tracks[index].recoveredAfter = max(.zero, at - applied)
            }
        }
    }

    /// A target with a smaller error rate than this counts as recovered.
    static let wellBelow = 0.01

    private func wellAgain(_ track: ActionTrack, _ applied: Timestamp, rateWasBad: Bool) -> Timestamp? {
        let target = track.plan.target
        let rang = (live.picture?.alarms(of: target) ?? []).filter { track.alarmsBefore.contains($0.name.raw) }
        if !rang.isEmpty, rang.allSatisfy({ $0.state == .ok }), let last = rang.compactMap(\.since).max(), last > applied {
            return last
        }
        guard rateWasBad, let points = live.picture?.metrics[target]?.value.whole.errorRate.points else { return nil }
        let minute: Duration = .seconds(60)
        // Only a minute that began after the write says anything; it has to be over.
        return points.first { $0.at >= applied && $0.at + minute <= now && $0.value < Self.wellBelow }.map { $0.at + minute }
    }

    /// The error rate of the latest minute, for `8.1 → 2.3 %`.
    func errorRate(_ target: Target) -> Double? {
        live.assessments[target]?.errorRate ?? live.picture?.metrics[target]?.value.whole.errorRate.latest?.value
    }
}

extension BarItem {
    init(target: Target, command: String, before: Routing, after: Routing) {
        self.target = target
        self.command = command
        self.before = before
        self.after = after
    }
}
