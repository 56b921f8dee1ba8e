import IncidentEngine
import IncidentModel

extension FactsReader {
    var moves: [PostmortemFacts.Move] {
        var order: [String] = []
        var byAction: [String: [Event]] = [:]
        for event in events {
            guard let action = event.draft.action else { continue }
            if byAction[action] == nil { order.append(action) }
            byAction[action, default: []].append(event)
        }
        return order.compactMap { id in byAction[id].flatMap { PostmortemFacts.Move(id, $0) } }
    }

    var alarms: [PostmortemFacts.AlarmChange] {
        events.filter { $0.draft.kind == .alarmChanged && !retold.contains($0.seq) }.map { event in
            let details = event.draft.details
            return PostmortemFacts.AlarmChange(
                alarm: Self.text("alarm", event.draft), from: Self.text("from", event.draft).text,
                to: Self.text("to", event.draft).text,
                text: DisplayText(details["text"]?.string ?? ""), at: Self.time(event.draft), seq: event.seq)
        }.sorted { ($0.at, $0.seq) < ($1.at, $1.seq) }
    }

    var foreign: [PostmortemFacts.ForeignChange] {
        events.filter { $0.draft.kind == .trailForeign }.map { event in
            let trail = event.draft.details["eventId"]?.string.map { [PostmortemFacts.Evidence.cloudTrail($0)] } ?? []
            let request = event.draft.details["requestId"]?.string.map { [PostmortemFacts.Evidence.request($0)] } ?? []
            return PostmortemFacts.ForeignChange(
                at: Self.time(event.draft), target: event.draft.target, call: Self.text("name", event.draft),
                who: Self.text("who", event.draft), evidence: [.journal(event.seq)] + request + trail)
        }.sorted { $0.at < $1.at }
    }

    var checklists: [PostmortemFacts.Checklist] {
        var order: [String] = []
        var steps: [String: [String]] = [:]
        var last: [String: [String: PostmortemFacts.Tick]] = [:]
        for event in events where event.draft.kind == .incidentStep {
            let details = event.draft.details
            guard let runbook = details["runbook"]?.string, let step = details["step"]?.string else { continue }
            if last[runbook] == nil { order.append(runbook) }
            if last[runbook]?[step] == nil { steps[runbook, default: []].append(step) }
            let text = details["text"]?.string ?? ""
            last[runbook, default: [:]][step] = .init(
                text: DisplayText(text.isEmpty ? step : text), isDone: details["done"]?.bool ?? true, at: event.draft.time,
                actor: event.draft.actor)
        }
        return order.map { name in
            .init(name: DisplayText(name), ticks: (steps[name] ?? []).compactMap { last[name]?[$0] })
        }
    }

    var approvals: [PostmortemFacts.ApprovalStep] {
        events.filter { $0.draft.kind == .approvalRequested || $0.draft.kind == .approvalGranted }.map { event in
            let plan = event.draft.details["plan"]?.string ?? event.draft.details["planHash"]?.string ?? ""
            return .init(
                at: event.draft.time, actor: event.draft.actor, isGranted: event.draft.kind == .approvalGranted,
                plan: DisplayText(plan), rule: Self.text("rule", event.draft).text, reason: DisplayText(event.draft.reason ?? ""),
                seq: event.seq)
        }
    }

    var journalEntries: [PostmortemFacts.JournalEntry] {
        events.map {
            .init(
                seq: $0.seq, at: $0.draft.time, actor: $0.draft.actor, kind: $0.draft.kind.rawValue,
                phase: $0.draft.phase?.rawValue ?? "", requestIDs: $0.draft.requestIDs, hash: $0.hash)
        }
    }

    /// Oldest first. An action is two lines, the decision and the end; CloudTrail's proof of it is evidence of the second and no line.
    func timeline(_ moves: [PostmortemFacts.Move]) -> [PostmortemFacts.Row] {
        var rows: [PostmortemFacts.Row] = []
        for event in events where !retold.contains(event.seq) {
            let draft = event.draft
            if draft.kind == .trailProof, draft.details["state"]?.string == "proved" { continue }
            guard let (category, told) = EventWords.line(draft) else { continue }
            let words = incident.lapsed.contains(event.seq) ? EventWords.lapsed(draft) : told
            var evidence: [PostmortemFacts.Evidence] = [.journal(event.seq)] + draft.requestIDs.map { .request($0) }
            if draft.kind == .trailForeign {
                evidence += draft.details["requestId"]?.string.map { [.request($0)] } ?? []
                evidence += draft.details["eventId"]?.string.map { [.cloudTrail($0)] } ?? []
            }
            rows.append(
                .init(
                    at: Self.time(draft), who: Self.who(draft), category: category.rawValue,
                    text: DisplayText(words, limit: 4096),
                    target: draft.target, evidence: evidence))
        }
        return (rows + moves.flatMap(Self.rows)).sorted { ($0.at, $0.order) < ($1.at, $1.order) }
    }

    private static func rows(_ move: PostmortemFacts.Move) -> [PostmortemFacts.Row] {
        let category = TimelineEntry.Category.action.rawValue
        let who = Wording.who(move.actor)
        let what = "\(move.command) \(move.target)  \(move.before.trafficText) → \(move.after.trafficText)"
        var rows: [PostmortemFacts.Row] = []
        if let first = move.phases.first, first.phase.isOpen {
            let reason = move.reason.raw.isEmpty ? "" : "  \(move.reason.raw)"
            rows.append(
                .init(
                    at: first.at, who: who, category: category, text: DisplayText("decided: \(what)\(reason)", limit: 4096),
                    target: move.target, evidence: [.journal(first.seq)]))
        }
        if let last = move.last, !last.phase.isOpen {
            rows.append(
                .init(
                    at: last.at, who: who, category: category, text: DisplayText("\(what)  \(Wording.outcome(last.phase))"),
                    target: move.target, evidence: move.evidence))
        }
        return rows
    }

    /// Who did what the event tells: of a change that CloudTrail or CloudWatch told, not the one who wrote it down.
    private static func who(_ draft: EventDraft) -> String {
        switch draft.kind {
        case .trailForeign: Wording.who(draft.details["who"]?.string ?? "")
        case .alarmChanged, .deploymentEnded: "AWS"
        default: Wording.who(draft.actor)
        }
    }

    func course(
        _ target: Target, _ moves: [PostmortemFacts.Move], _ metrics: TargetMetrics, start: Timestamp, end: Timestamp,
        now: Timestamp
    ) -> TargetCourse {
        let mine = moves.filter { $0.target == target }
        let lead = Duration.seconds(600)
        let from = MetricSnapshot.minute(min(start, mine.first?.decidedAt ?? start) - lead)
        let last = min(now, max(end, mine.compactMap(\.endedAt).max() ?? end) + lead)
        let to = max(MetricSnapshot.minute(last + .milliseconds(59_999)), from + .seconds(60))
        var steps = mine.first.map { [TargetCourse.Step(at: from, routing: $0.before)] } ?? []
        for move in mine where move.isVerified { steps.append(.init(at: move.endedAt ?? move.decidedAt, routing: move.after)) }
        var marks = mine.compactMap { move -> TargetCourse.Mark? in
            move.endedAt.map {
                .init(
                    at: $0, text: "\(move.command): \(move.after.trafficText), \(Wording.outcome(move.last?.phase ?? .unknown))")
            }
        }
        marks += foreign.filter { $0.target == target }.map { .init(at: $0.at, text: "\($0.call) by \($0.who)") }
        marks += alarms.map { .init(at: $0.at, text: "\($0.alarm) \($0.from) → \($0.to)") }
        return TargetCourse(
            target: target, from: from, to: to, steps: steps, metrics: metrics.within(from, to),
            marks: marks.filter { $0.at >= from && $0.at <= to }.sorted { ($0.at, $0.text) < ($1.at, $1.text) })
    }
}

extension PostmortemFacts.Row {
    /// Lines of one moment stand in the journal's order.
    fileprivate var order: Int {
        for case .journal(let seq) in evidence { return seq }
        return 0
    }
}

extension TargetMetrics {
    fileprivate func within(_ from: Timestamp, _ to: Timestamp) -> TargetMetrics {
        func cut(_ metrics: TrafficMetrics) -> TrafficMetrics {
            func points(_ series: MetricSeries) -> MetricSeries {
                MetricSeries(series.points.filter { $0.at >= from && $0.at <= to })
            }
            var cut = metrics
            cut.invocations = points(metrics.invocations)
            cut.errors = points(metrics.errors)
            cut.durationP95 = points(metrics.durationP95)
            cut.throttles = points(metrics.throttles)
            cut.concurrency = points(metrics.concurrency)
            return cut
        }
        var all = TargetMetrics()
        all.whole = cut(whole)
        all.byVersion = byVersion.mapValues(cut)
        return all
    }
}
