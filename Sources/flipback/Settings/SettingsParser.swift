import IncidentModel
import Yams

/// Reads the text of a settings file, strictly: an unknown key, a wrong type or a doubled binding is a problem with its line, and every
/// problem of the file is told at once.
struct SettingsParser {
    static let keys = [
        "profile", "region", "endpoint-url", "theme", "ascii", "color", "journal", "targets", "budget", "rollback",
        "schema", "severity", "detection", "postmortem", "policy", "notices", "keys",
    ]

    private let path: String
    private var problems: [SettingsProblem] = []
    var settings = Settings()

    private init(path: String) { self.path = path }

    /// - Parameters:
    ///   - actions: The names that `keys` may bind, from the console's key table.
    ///   - themes: The names that `theme` may have.
    static func parse(_ text: String, path: String, actions: [String]? = nil, themes: [String]? = nil) throws(SettingsRejected)
        -> Settings
    {
        var parser = SettingsParser(path: path)
        parser.settings.path = path
        do {
            if let root = try Yams.compose(yaml: text) { parser.readRoot(root, actions: actions, themes: themes) }
        } catch {
            parser.problems.append(SettingsProblem(path: path, yaml: error))
        }
        guard parser.problems.isEmpty else { throw SettingsRejected(problems: parser.problems.sorted()) }
        return parser.settings
    }

    private mutating func readRoot(_ root: Node, actions: [String]?, themes: [String]?) {
        // A file of comments alone is a null document.
        if let scalar = root.scalar, scalar.string.isEmpty || scalar.string == "~" || scalar.string == "null" { return }
        for (key, line, value) in members(root, of: "the settings", known: Self.keys) {
            switch key {
            case "profile": settings.profile = string(value, key)
            case "region": settings.region = string(value, key)
            case "endpoint-url": settings.endpointURL = url(value, key)
            case "theme":
                settings.theme = string(value, key)
                if let name = settings.theme, let themes, !themes.contains(name) {
                    report(line, "there is no theme '\(shown(name))'\(Self.hint(name, themes))")
                }
            case "ascii": settings.ascii = bool(value, key)
            case "color": settings.color = choice(value, key, Settings.ColorChoice.self)
            case "journal": settings.journalPath = absolutePath(value, key)
            case "targets": readTargets(value)
            case "budget": readBudget(value)
            case "rollback": readRollback(value)
            case "schema": readSchema(value)
            case "postmortem": readPostmortem(value)
            case "severity": readSeverity(value)
            case "detection": readDetection(value)
            case "policy": readPolicy(value)
            case "notices": readNotices(value)
            case "keys": readKeys(value, actions: actions)
            default: break
            }
        }
    }

    private mutating func readTargets(_ node: Node) {
        for (key, _, value) in members(node, of: "targets", known: ["include", "exclude"]) {
            let patterns = strings(value, "targets.\(key)")
            if key == "include" { settings.targets.include = patterns } else { settings.targets.exclude = patterns }
        }
    }

    private mutating func readBudget(_ node: Node) {
        for (key, line, value) in members(node, of: "budget", known: ["steady", "incident"]) {
            guard let number = value.scalar.flatMap({ Double($0.string) }), number > 0, number <= 15 else {
                report(
                    line,
                    "budget.\(key) must be a number of requests a second above 0 and up to 15, Lambda's own limit for the account"
                )
                continue
            }
            if key == "steady" { settings.steadyBudget = number } else { settings.incidentBudget = number }
        }
    }

    private mutating func readPostmortem(_ node: Node) {
        for (key, _, value) in members(node, of: "postmortem", known: ["template"]) {
            settings.postmortemTemplate = string(value, "postmortem.\(key)")
        }
    }

    private mutating func readKeys(_ node: Node, actions: [String]?) {
        var taken: [String: (action: String, line: Int)] = [:]
        for (action, line, value) in members(node, of: "keys", known: actions) {
            guard let key = string(value, "keys.\(action)") else { continue }
            if let other = taken[key] {
                report(line, "'\(shown(key))' is bound to '\(other.action)' on line \(other.line) already; a key does one thing")
                continue
            }
            taken[key] = (action, line)
            settings.keys.append(.init(action: action, key: key, line: line))
        }
    }
}

extension SettingsParser {
    /// The members of a mapping with the lines of their keys; anything else, and keys that are not known, are reported.
    mutating func members(_ node: Node, of name: String, known: [String]?) -> [(String, Int, Node)] {
        guard case .mapping(let mapping) = node else {
            report(node, "\(name) must be a list of `name: value` lines, not \(Self.kind(node))")
            return []
        }
        var found: [(String, Int, Node)] = []
        for (keyNode, value) in mapping {
            let line = keyNode.mark?.line ?? 1
            guard let key = keyNode.scalar?.string else {
                report(line, "a name was expected here, not \(Self.kind(keyNode))")
                continue
            }
            if let known, !known.contains(key) {
                let place = name == "the settings" ? "" : " in \(name)"
                report(line, "unknown key '\(shown(key))'\(place)\(Self.hint(key, known))")
                continue
            }
            found.append((key, line, value))
        }
        return found
    }

    mutating func string(_ node: Node, _ key: String) -> String? {
        guard let scalar = node.scalar, !scalar.string.isEmpty, node.tag.description != "tag:yaml.org,2002:null" else {
            report(node, "\(key) must be text, not \(Self.kind(node))")
            return nil
        }
        return scalar.string
    }

    mutating func strings(_ node: Node, _ key: String) -> [String] {
        guard case .sequence(let sequence) = node else {
            report(node, "\(key) must be a list, for example [\"checkout:*\"], not \(Self.kind(node))")
            return []
        }
        return sequence.compactMap { string($0, key) }
    }

    mutating func bool(_ node: Node, _ key: String) -> Bool? {
        guard let value = node.bool else {
            report(node, "\(key) must be true or false, not \(Self.kind(node))")
            return nil
        }
        return value
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ node: Node, _ key: String, _: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        guard let text = string(node, key) else { return nil }
        if let value = Choice(rawValue: text) { return value }
        let words = Choice.allCases.map(\.rawValue)
        report(node, "\(key) must be one of \(words.joined(separator: ", ")), not '\(shown(text))'")
        return nil
    }

    private mutating func url(_ node: Node, _ key: String) -> String? {
        guard let text = string(node, key) else { return nil }
        if text.hasPrefix("https://") || text.hasPrefix("http://") { return text }
        report(node, "\(key) must start with https:// (or http:// for this machine), not '\(shown(text))'")
        return nil
    }

    private mutating func absolutePath(_ node: Node, _ key: String) -> String? {
        guard let text = string(node, key) else { return nil }
        if text.hasPrefix("/") { return text }
        report(node, "\(key) must be an absolute path, not '\(shown(text))'")
        return nil
    }

    mutating func report(_ node: Node, _ text: String) { report(node.mark?.line ?? 1, text) }
    mutating func report(_ line: Int, _ text: String) {
        problems.append(SettingsProblem(path: path, line: line, text: text))
    }

    func shown(_ text: String) -> String { Sanitiser.sanitise(text, limit: 64) }

    static func hint(_ word: String, _ known: [String]) -> String {
        if let nearest = Nearest.match(word, among: known) { return "; did you mean '\(nearest)'?" }
        return "; known are " + known.joined(separator: ", ")
    }

    static func kind(_ node: Node) -> String {
        switch node {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "'\(Sanitiser.sanitise(scalar.string, limit: 64))'"
        case .alias: "an alias"
        }
    }
}

extension SettingsProblem {
    /// What the YAML parser could not read.
    init(path: String, yaml error: any Error) {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let around = context.map { " " + $0.text } ?? ""
            self.init(path: path, line: mark.line, text: "not YAML: \(problem)\(around)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.map { "'\(Sanitiser.sanitise($0, limit: 64))'" }.joined(separator: ", ")
            self.init(path: path, line: context.mark.line, text: "\(names) is given twice")
        case .reader(let problem, _, _, _):
            self.init(path: path, line: 1, text: "not YAML: \(problem)")
        default:
            self.init(path: path, line: 1, text: "not YAML: \(Sanitiser.sanitise("\(error)", limit: 200))")
        }
    }
}
