import IncidentModel
import Yams

/// `severity` and `detection`: the severity matrix, and when an incident is proposed.
extension SettingsParser {
    private static let impacts = [
        "failing", "version-failing", "failing-under-alarm", "throttled", "targets", "fleet", "regions", "alarms", "blind-alarm",
        "failed-deployment",
    ]

    /// `severity: {count: 4, levels: {1: {when: {failing: 40}}, 4: {meaning: …, action: …}}}`
    mutating func readSeverity(_ node: Node) {
        var count: (value: Int, line: Int)?
        var levels: [(number: Int, line: Int, node: Node)] = []
        for (key, line, value) in members(node, of: "severity", known: ["count", "levels"]) {
            if key == "count" {
                guard let number = whole(value, 1...5) else {
                    report(line, "severity.count must be a whole number from 1 to 5: how many severities there are")
                    continue
                }
                count = (number, line)
            } else {
                for (name, line, value) in members(value, of: "severity.levels", known: nil) {
                    guard let number = Int(name), (1...5).contains(number) else {
                        report(line, "'\(shown(name))' is no severity; write 1, the worst, to 5")
                        continue
                    }
                    levels.append((number, line, value))
                }
            }
        }
        let shipped = SeverityRules.shipped.levels
        let total = count?.value ?? max(shipped.count, levels.map(\.number).max() ?? 0)
        var rules = shipped + Array(repeating: SeverityRules.Level(meaning: "", action: ""), count: max(0, total - shipped.count))
        rules = Array(rules.prefix(total))
        for (number, line, value) in levels {
            guard number <= total else {
                report(line, "severity.levels has SEV-\(number), but there are \(total) severities (severity.count)")
                continue
            }
            readLevel(value, number, &rules[number - 1])
        }
        for number in rules.indices where rules[number].meaning.isEmpty {
            let line = levels.first { $0.number == number + 1 }?.line ?? count?.line ?? 1
            report(line, "SEV-\(number + 1) needs a meaning: severity.levels.\(number + 1).meaning")
        }
        settings.severity = SeverityRules(levels: rules)
    }

    private mutating func readLevel(_ node: Node, _ number: Int, _ level: inout SeverityRules.Level) {
        let place = "severity.levels.\(number)"
        for (key, line, value) in members(node, of: place, known: ["meaning", "action", "when"]) {
            switch key {
            case "when": readImpact(value, "\(place).when", &level.impact)
            default:
                guard let text = value.scalar?.string, !text.isEmpty, !text.contains(where: \.isNewline) else {
                    report(line, "\(place).\(key) must be one line of text")
                    continue
                }
                if key == "meaning" { level.meaning = shown(text) } else { level.action = shown(text) }
            }
        }
    }

    private mutating func readImpact(_ node: Node, _ place: String, _ impact: inout SeverityRules.Impact) {
        for (key, line, value) in members(node, of: place, known: Self.impacts) {
            let name = "\(place).\(key)"
            switch key {
            case "failing": impact.failing = share(value, line, name)
            case "version-failing": impact.versionFailing = share(value, line, name)
            case "failing-under-alarm": impact.failingUnderAlarm = share(value, line, name)
            case "throttled": impact.throttled = share(value, line, name)
            case "fleet": impact.fleet = share(value, line, name)
            case "targets": impact.targets = number(value, line, name, 1...10_000)
            case "regions": impact.regions = number(value, line, name, 2...100)
            case "alarms": impact.alarms = subjects(value, line, name)
            case "blind-alarm": impact.blindAlarm = flag(value, line, name)
            default: impact.failedDeployment = flag(value, line, name)
            }
        }
    }

    /// `detection: {failing: {share: 5, minutes: 2, requests: 30}, throttled: no, latch: 30, flapping: {changes: 4, minutes: 30}}`
    mutating func readDetection(_ node: Node) {
        for (key, line, value) in members(node, of: "detection", known: ["failing", "throttled", "latch", "flapping"]) {
            switch key {
            case "failing": settings.detection.failing = breach(value, "detection.failing", settings.detection.failing)
            case "throttled": settings.detection.throttled = breach(value, "detection.throttled", settings.detection.throttled)
            case "latch":
                if let minutes = number(value, line, "detection.latch (minutes)", 1...1440) {
                    settings.detection.latch = .seconds(minutes * 60)
                }
            default:
                for (name, line, value) in members(value, of: "detection.flapping", known: ["changes", "minutes"]) {
                    if name == "changes" {
                        settings.detection.flappingChanges =
                            number(value, line, "detection.flapping.changes", 2...1000) ?? settings.detection.flappingChanges
                    } else if let minutes = number(value, line, "detection.flapping.minutes", 1...1440) {
                        settings.detection.flappingWindow = .seconds(minutes * 60)
                    }
                }
            }
        }
    }

    /// `no` for none; what is not named stays as it is.
    private mutating func breach(_ node: Node, _ place: String, _ old: DetectionRules.Breach?) -> DetectionRules.Breach? {
        if node.bool == false { return nil }
        var breach = old ?? DetectionRules.Breach(share: 0.05, minutes: 2, requests: 30)
        for (key, line, value) in members(node, of: place, known: ["share", "minutes", "requests"]) {
            switch key {
            case "share": breach.share = share(value, line, "\(place).share") ?? breach.share
            case "minutes": breach.minutes = number(value, line, "\(place).minutes", 1...60) ?? breach.minutes
            default: breach.requests = number(value, line, "\(place).requests", 1...1_000_000).map(Double.init) ?? breach.requests
            }
        }
        return breach
    }

    /// A percentage, or `no`.
    private mutating func share(_ node: Node, _ line: Int, _ name: String) -> Double? {
        if node.bool == false { return nil }
        let text = node.scalar?.string ?? ""
        let digits = text.hasSuffix("%") ? String(text.dropLast()).trimmed : text
        guard let percent = Double(digits), percent > 0, percent <= 100 else {
            report(line, "\(name) must be a percentage above 0 and up to 100, or no")
            return nil
        }
        return percent / 100
    }

    private mutating func number(_ node: Node, _ line: Int, _ name: String, _ range: ClosedRange<Int>) -> Int? {
        if node.bool == false { return nil }
        guard let number = whole(node, range) else {
            report(line, "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    private mutating func flag(_ node: Node, _ line: Int, _ name: String) -> Bool {
        if let value = node.bool { return value }
        report(line, "\(name) must be true or false")
        return false
    }

    private mutating func subjects(_ node: Node, _ line: Int, _ name: String) -> Set<AlarmSubject> {
        if node.bool == false { return [] }
        let words = AlarmSubject.allCases.map(\.rawValue).joined(separator: ", ")
        guard case .sequence(let list) = node else {
            report(line, "\(name) must be a list of \(words), or no")
            return []
        }
        return Set(
            list.compactMap { entry in
                if let subject = entry.scalar.flatMap({ AlarmSubject(rawValue: $0.string) }) { return subject }
                report(entry.mark?.line ?? line, "\(name) may have \(words), not \(Self.kind(entry))")
                return nil
            })
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
