import IncidentModel
import Yams

/// Reads the text of a runbook, strictly: every problem of the file is told at once, each with its line.
struct RunbookFile {
    /// More steps than this are no checklist for three in the morning.
    private static let mostSteps = 60

    private let path: String
    /// What a step's `command` may begin with; nil lets any word pass.
    private let commands: [String]?
    private var problems: [SettingsProblem] = []
    private var name: String?
    private var severities: Set<Severity> = []
    private var steps: [Runbook.Step] = []

    static func parse(_ text: String, path: String, commands: [String]? = nil) throws(SettingsRejected) -> Runbook {
        var file = RunbookFile(path: path, commands: commands)
        do {
            if let root = try Yams.compose(yaml: text) {
                file.readRoot(root)
            } else {
                file.report(1, "a runbook needs a name and steps")
            }
        } catch {
            file.problems.append(SettingsProblem(path: path, yaml: error))
        }
        guard file.problems.isEmpty, let name = file.name else { throw SettingsRejected(problems: file.problems.sorted()) }
        let order = IncidentStage.allCases
        return Runbook(
            name: name, severities: file.severities,
            steps: order.flatMap { stage in file.steps.filter { $0.stage == stage } })
    }

    private init(path: String, commands: [String]?) {
        self.path = path
        self.commands = commands
    }

    private mutating func readRoot(_ root: Node) {
        var found: Set<String> = []
        for (key, line, value) in members(root, of: "a runbook", known: ["name", "severities", "steps"]) {
            found.insert(key)
            switch key {
            case "name": name = word(value, line, "name")
            case "severities": readSeverities(value, line)
            default: readSteps(value, line)
            }
        }
        guard problems.isEmpty else { return }
        for key in ["name", "severities", "steps"] where !found.contains(key) { report(1, "a runbook needs '\(key)'") }
    }

    private mutating func readSeverities(_ node: Node, _ line: Int) {
        guard case .sequence(let list) = node, !list.isEmpty else {
            return report(line, "severities must be a list of numbers, for example [1, 2], not \(SettingsParser.kind(node))")
        }
        for entry in list {
            guard let severity = entry.scalar.flatMap({ Int($0.string) }).flatMap({ Severity(rawValue: $0) }) else {
                report(entry.mark?.line ?? line, "\(SettingsParser.kind(entry)) is no severity; write 1, the worst, to 5")
                continue
            }
            severities.insert(severity)
        }
    }

    private mutating func readSteps(_ node: Node, _ line: Int) {
        guard case .sequence(let list) = node, !list.isEmpty else {
            return report(line, "steps must be a list of steps, each with id, stage and text, not \(SettingsParser.kind(node))")
        }
        guard list.count <= Self.mostSteps else {
            return report(line, "\(list.count) steps are too many for a checklist; \(Self.mostSteps) are allowed")
        }
        var known: [String: Int] = [:]
        for entry in list { readStep(entry, entry.mark?.line ?? line, &known) }
    }

    private mutating func readStep(_ node: Node, _ line: Int, _ known: inout [String: Int]) {
        var id: String?
        var stage: IncidentStage?
        var text: DisplayText?
        var command: String?
        let before = problems.count
        for (key, line, value) in members(node, of: "a step", known: ["id", "stage", "text", "command"]) {
            switch key {
            case "id":
                id = word(value, line, "id")
                if let id, let other = known[id] { report(line, "step '\(id)' is on line \(other) already; an id is used once") }
                if let id { known[id] = line }
            case "stage":
                stage = value.scalar.flatMap { IncidentStage(rawValue: $0.string) }
                if stage == nil {
                    let words = IncidentStage.allCases.map(\.rawValue).joined(separator: ", ")
                    report(line, "stage must be one of \(words), not \(SettingsParser.kind(value))")
                }
            case "text": text = sentence(value, line, "text").map { DisplayText($0, limit: 200) }
            default: command = readCommand(value, line)
            }
        }
        guard problems.count == before else { return }
        guard let id, let stage, let text else { return report(line, "a step needs id, stage and text") }
        steps.append(Runbook.Step(id: id, stage: stage, text: text, command: command))
    }

    private mutating func readCommand(_ node: Node, _ line: Int) -> String? {
        guard let given = sentence(node, line, "command") else { return nil }
        let command = given.hasPrefix(":") ? String(given.dropFirst()) : given
        let first = command.split(separator: " ").first.map(String.init) ?? ""
        guard let commands, !commands.contains(first) else { return command }
        report(line, "the console has no command ':\(shown(first))'\(SettingsParser.hint(first, commands))")
        return nil
    }

    /// Letters, digits, `-`, `_` and `.`: it is typed in commands and written into the journal.
    private mutating func word(_ node: Node, _ line: Int, _ key: String) -> String? {
        guard let text = node.scalar?.string, !text.isEmpty, text.utf8.count <= 64,
            text.unicodeScalars.allSatisfy({
                $0.isASCII
                    && ($0.properties.isAlphabetic || $0.properties.numericType != nil || "-_.".unicodeScalars.contains($0))
            })
        else {
            report(line, "\(key) must be a word of letters, digits, '-', '_' and '.', not \(SettingsParser.kind(node))")
            return nil
        }
        return text
    }

    private mutating func sentence(_ node: Node, _ line: Int, _ key: String) -> String? {
        guard let text = node.scalar?.string, !text.allSatisfy(\.isWhitespace), !text.contains(where: \.isNewline) else {
            report(line, "\(key) must be one line of text, not \(SettingsParser.kind(node))")
            return nil
        }
        return text
    }

    private mutating func members(_ node: Node, of name: String, known: [String]) -> [(String, Int, Node)] {
        guard case .mapping(let mapping) = node else {
            report(node.mark?.line ?? 1, "\(name) must be a list of `name: value` lines, not \(SettingsParser.kind(node))")
            return []
        }
        return mapping.compactMap { key, value in
            let line = key.mark?.line ?? 1
            guard let word = key.scalar?.string, known.contains(word) else {
                let word = key.scalar?.string ?? ""
                report(line, "unknown key '\(shown(word))' in \(name)\(SettingsParser.hint(word, known))")
                return nil
            }
            return (word, line, value)
        }
    }

    private mutating func report(_ line: Int, _ text: String) {
        problems.append(SettingsProblem(path: path, line: line, text: text))
    }

    private func shown(_ text: String) -> String { Sanitiser.sanitise(text, limit: 64) }
}
