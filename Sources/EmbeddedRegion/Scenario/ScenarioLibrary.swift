import Foundation
import Yams

/// Finds a scenario by its shipped name or its path, and decodes it.
enum ScenarioLibrary {
    private static let shipped: [(name: String, bytes: [UInt8])] = [
        ("bad-canary", PackageResources.bad_canary_yaml),
        ("bad-release", PackageResources.bad_release_yaml),
        ("codedeploy-linear", PackageResources.codedeploy_linear_yaml),
        ("first-release", PackageResources.first_release_yaml),
        ("healthy", PackageResources.healthy_yaml),
        ("provisioned", PackageResources.provisioned_yaml),
        ("schema-barrier", PackageResources.schema_barrier_yaml),
        ("region-latency", PackageResources.region_latency_yaml),
        ("throttle-storm", PackageResources.throttle_storm_yaml),
        ("fleet", PackageResources.fleet_yaml),
        ("pipeline-fights-back", PackageResources.pipeline_fights_back_yaml),
    ]

    static var names: [String] { shipped.map(\.name) }

    /// What a scenario may extend: it brings functions and alarms of its own.
    static func base(_ field: ScenarioNode) throws(ScenarioError) -> Scenario {
        let name = try field.text()
        if name == "calm" { return try decode(String(decoding: PackageResources.calm_yaml, as: UTF8.self), file: "calm.yaml") }
        guard let found = shipped.first(where: { $0.name == name }) else {
            throw field.failure("a scenario can extend calm, \(names.joined(separator: ", "))")
        }
        return try decode(String(decoding: found.bytes, as: UTF8.self), file: name + ".yaml")
    }

    static func load(_ scenario: String) throws(ScenarioError) -> Scenario {
        if let found = shipped.first(where: { $0.name == scenario }) {
            return try decode(String(decoding: found.bytes, as: UTF8.self), file: scenario + ".yaml")
        }
        guard scenario.hasSuffix(".yaml") || scenario.hasSuffix(".yml") else {
            throw ScenarioError(
                file: scenario, line: nil,
                message: "no such scenario; shipped are \(names.joined(separator: ", ")); a file must end in .yaml")
        }
        let text: String
        do {
            text = try String(contentsOfFile: scenario, encoding: .utf8)
        } catch {
            throw ScenarioError(file: scenario, line: nil, message: "can't be read as a UTF-8 file")
        }
        return try decode(text, file: scenario)
    }

    static func decode(_ text: String, file: String) throws(ScenarioError) -> Scenario {
        let root: Node?
        do {
            // The decoder reads every scalar as text itself: no rules, no regular expressions at the start.
            root = try Yams.compose(yaml: text, .basic)
        } catch let error as YamlError {
            throw ScenarioError(file: file, line: line(of: error), message: "is not YAML: \(error)")
        } catch {
            throw ScenarioError(file: file, line: nil, message: "is not YAML: \(error)")
        }
        guard let root else { throw ScenarioError(file: file, line: nil, message: "is empty") }
        return try ScenarioDecoder.scenario(ScenarioNode(file: file, node: root))
    }

    private static func line(of error: YamlError) -> Int? {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        default: nil
        }
    }
}
