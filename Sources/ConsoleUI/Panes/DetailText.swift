import IncidentModel
import TerminalCanvas

/// The full text behind a row, for `enter`.
enum DetailText {
    static func target(_ target: Target, _ state: ConsoleState) -> [Piece] {
        let scene = state.scene
        var lines: [Piece] = []
        let assessment = scene.assessments[target]
        if let trip = assessment?.guardTrip { lines.append(Piece("✗ \(GuardText.text(trip, state))", .bad)) }
        if let running = scene.runningDeployment(of: target) {
            lines.append(Piece(DeploymentText.headline(running, scene).map(\.text).joined(), .canary))
        }
        if let work = state.stranded[target] { lines += StrandedText.lines(work, state.now) }
        let result = state.group?.tracks.last { $0.plan.target == target }?.result
        for note in result?.notes ?? [] { lines.append(Piece("note        \(Sanitiser.sanitise(note, limit: 500))", .warning)) }
        if let assessment, !assessment.troubleText.isEmpty {
            lines.append(
                Piece(Sanitiser.sanitise(assessment.troubleText, limit: 1000), assessment.trouble == .bad ? .bad : .text))
        }
        if let alias = scene.picture?.aliases[target]?.value {
            lines.append(Piece("effective   \(alias.effective.phrase)", .text))
            lines.append(Piece("pointer     \(alias.routing.pointer.label)", .text))
            let weights = alias.routing.weights.sorted { $0.key < $1.key }.map { "\($0.key.label) \(Figures.share($0.value)) %" }
            lines.append(Piece("weights     \(weights.isEmpty ? "none" : weights.joined(separator: ", "))", .text))
            lines.append(Piece("revision    \(Sanitiser.sanitise(alias.revision.value, limit: 64))", .dim))
            if !alias.description.text.isEmpty { lines.append(Piece("description \(alias.description.text)", .dim)) }
            if let provisioned = alias.provisioned {
                let text = "provisioned \(provisioned.allocated) of \(provisioned.requested), \(provisioned.status.rawValue)"
                let why = provisioned.reason.text.isEmpty ? "" : ": \(provisioned.reason.text)"
                lines.append(Piece(text + why, provisioned.status == .failed ? .failed : .text))
            }
        }
        if let good = assessment?.lastGood {
            lines.append(Piece("★ last good \(good.version.label): \(Sanitiser.sanitise(good.evidence, limit: 500))", .ok))
            for over in good.passedOver {
                lines.append(Piece("✗ passed over \(over.version.label): \(Sanitiser.sanitise(over.reason, limit: 500))", .bad))
            }
        } else if let none = assessment?.noLastGood {
            lines.append(Piece("✗ no last good: \(Sanitiser.sanitise(none.text, limit: 500))", .bad))
        }
        if let readiness = assessment?.readiness {
            lines.append(Piece("readiness   \(readiness.grade.rawValue), about \(Figures.predicted(readiness.predicted))", .text))
            for finding in readiness.findings {
                let mark = "          \(finding.level.mark) "
                lines.append(Piece(mark + Sanitiser.sanitise(finding.text, limit: 500), finding.level.role))
                for (label, text) in [("why", finding.why), ("do", finding.fix)] where !text.isEmpty {
                    lines.append(Piece("            \(label.padding(to: 4)) \(Sanitiser.sanitise(text, limit: 500))", .text))
                }
            }
        }
        if let records = assessment?.records, !records.isEmpty {
            lines += LedgerText.lines(records)
        }
        let alarms = scene.picture?.alarms(of: target) ?? []
        if alarms.isEmpty, scene.picture?.alarms != nil { lines.append(Piece(Wording.noAlarm(target), .unknown)) }
        for alarm in alarms {
            let mark = AlarmsPane.state(alarm)
            lines.append(Piece("\(mark.text.padding(to: 11)) \(alarm.name.text)", mark.role))
        }
        return lines
    }

    static func alarm(_ alarm: Alarm, _ scene: Scene) -> [Piece] {
        let mark = AlarmsPane.state(alarm)
        var lines = [Piece("\(mark.text)\(alarm.since.map { " since \($0.rfc3339)" } ?? "")", mark.role)]
        lines.append(Piece(alarm.reason.text, .text))
        switch alarm.kind {
        case .metric(let namespace, let name):
            lines.append(
                Piece("metric      \(Sanitiser.sanitise(namespace, limit: 80)) \(Sanitiser.sanitise(name, limit: 80))", .text))
        case .log: lines.append(Piece("log alarm   on the results of a scheduled query", .text))
        case .composite(let rule): lines.append(Piece("rule        \(Sanitiser.sanitise(rule, limit: 1000))", .text))
        }
        for (key, value) in alarm.dimensions.sorted(by: { $0.key < $1.key }) {
            lines.append(
                Piece("dimension   \(Sanitiser.sanitise(key, limit: 80)) = \(Sanitiser.sanitise(value, limit: 200))", .dim))
        }
        if let threshold = alarm.threshold {
            let of =
                alarm.datapointsToAlarm.map { "\($0) of \(alarm.evaluationPeriods ?? $0)" } ?? "\(alarm.evaluationPeriods ?? 1)"
            let text =
                "\(Sanitiser.sanitise(alarm.comparison ?? "", limit: 60)) \(Figures.fixed(threshold, 2)) for \(of) periods of \(alarm.periodSeconds ?? 60) s"
            lines.append(Piece("threshold   \(text)", .text))
        }
        if let missing = alarm.treatMissingData {
            lines.append(Piece("no data is  \(Sanitiser.sanitise(missing, limit: 40))", .dim))
        }
        if !alarm.actionsEnabled { lines.append(Piece("muted: it changes state and tells nobody", .warning)) }
        return lines
    }

    static func entry(_ entry: TimelineEntry) -> [Piece] {
        [
            Piece(entry.text.text, .text),
            Piece("who         \(Sanitiser.sanitise(entry.who, limit: 200))", .text),
            Piece("what        \(entry.category.rawValue)", .text),
            Piece("target      \(entry.target?.description ?? "–")", .text),
            Piece("known from  \(entry.evidence.isEmpty ? "–" : Sanitiser.sanitise(entry.evidence, limit: 200))", .dim),
        ]
    }
}
