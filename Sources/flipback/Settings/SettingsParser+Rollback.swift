import IncidentEngine
import IncidentModel
import Yams

/// `rollback` and `schema`: what the planner and the operator do where a person says nothing.
extension SettingsParser {
    mutating func readRollback(_ node: Node) {
        for (key, line, value) in members(node, of: "rollback", known: ["deadline", "provisioned", "guard"]) {
            switch key {
            case "deadline":
                guard let seconds = whole(value, 5...600) else {
                    report(line, "rollback.deadline must be whole seconds from 5 to 600: how long a deployment may take to stop")
                    continue
                }
                settings.deadline = .seconds(seconds)
            case "guard":
                guard let minutes = whole(value, 1...10_080) else {
                    report(line, "rollback.guard must be whole minutes from 1 to 10080: how long a target is guarded afterwards")
                    continue
                }
                settings.planning.guardWindow = .seconds(minutes * 60)
            default: settings.planning.provisioned = choice(value, "rollback.\(key)", ProvisionedStrategy.self)
            }
        }
    }

    /// `schema: {checkout: {"7": 12, "6": 11..12}}`
    mutating func readSchema(_ node: Node) {
        for (function, line, versions) in members(node, of: "schema", known: nil) {
            guard Target(function: function, alias: "a").isWellFormed else {
                report(line, "'\(shown(function))' is no function name")
                continue
            }
            for (name, line, value) in members(versions, of: "schema.\(shown(function))", known: nil) {
                guard let version = VersionID(name), !version.isLatest else {
                    report(line, "'\(shown(name))' is no version; write its number, for example \"6\"")
                    continue
                }
                guard let window = value.scalar.flatMap({ SchemaWindow($0.string) }) else {
                    report(line, "the schema of \(version.label) must be a number or a range, for example 12 or 11..12")
                    continue
                }
                settings.planning.schemaWindows[function, default: [:]][version] = window
            }
        }
    }

    func whole(_ node: Node, _ range: ClosedRange<Int>) -> Int? {
        node.scalar.flatMap { Int($0.string) }.flatMap { range.contains($0) ? $0 : nil }
    }
}

extension Target {
    /// Whether the names follow Lambda's rules.
    fileprivate var isWellFormed: Bool { Target(description) != nil }
}
