import Yams

/// One YAML node with its place: every reader of it ends in a value or in an error that names file and line.
struct ScenarioNode {
    let file: String
    let node: Node

    var line: Int? { node.mark?.line }

    func failure(_ message: String) -> ScenarioError { ScenarioError(file: file, line: line, message: message) }

    /// The mapping's values by key.
    /// - Parameter known: the keys that may occur; any other one is an error.
    func fields(known: [String]) throws(ScenarioError) -> [String: ScenarioNode] {
        guard case .mapping(let mapping) = node else {
            throw failure("expected a mapping with the keys \(known.joined(separator: ", "))")
        }
        var fields: [String: ScenarioNode] = [:]
        for (key, value) in mapping {
            let place = ScenarioNode(file: file, node: key)
            guard let name = key.string else { throw place.failure("a key must be a word") }
            guard known.contains(name) else {
                throw place.failure("unknown key '\(name)'; known here: \(known.joined(separator: ", "))")
            }
            guard fields[name] == nil else { throw place.failure("'\(name)' is there twice") }
            fields[name] = ScenarioNode(file: file, node: value)
        }
        return fields
    }

    func items() throws(ScenarioError) -> [ScenarioNode] {
        guard case .sequence(let sequence) = node else { throw failure("expected a list") }
        return sequence.map { ScenarioNode(file: file, node: $0) }
    }

    /// A mapping whose keys are free.
    func pairs() throws(ScenarioError) -> [(key: ScenarioNode, value: ScenarioNode)] {
        guard case .mapping(let mapping) = node else { throw failure("expected a mapping") }
        return mapping.map { (ScenarioNode(file: file, node: $0.key), ScenarioNode(file: file, node: $0.value)) }
    }

    func text() throws(ScenarioError) -> String {
        guard let text = node.scalar?.string, !text.isEmpty else { throw failure("expected a text") }
        return text
    }

    func texts() throws(ScenarioError) -> [String] {
        var texts: [String] = []
        for item in try items() { texts.append(try item.text()) }
        return texts
    }

    func integer(_ range: ClosedRange<Int>) throws(ScenarioError) -> Int {
        guard let value = node.scalar.flatMap({ Int($0.string) }) else { throw failure("expected a whole number") }
        guard range.contains(value) else {
            throw failure("\(value) is out of range: \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func number(_ range: ClosedRange<Double>) throws(ScenarioError) -> Double {
        guard let value = node.scalar.flatMap({ Double($0.string) }) else { throw failure("expected a number") }
        guard range.contains(value) else {
            throw failure("\(value) is out of range: \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func flag() throws(ScenarioError) -> Bool {
        switch node.scalar?.string {
        case "true": return true
        case "false": return false
        default: throw failure("expected true or false")
        }
    }

    /// A moment relative to the start of the region, `-9d 4h 12m 30s` or `+1m`, in milliseconds.
    func moment() throws(ScenarioError) -> Int64 {
        let text = try text()
        guard let sign = text.first, sign == "-" || sign == "+" else {
            throw failure("expected a moment relative to the start, such as -9d 4h 12m or +1m; found '\(text)'")
        }
        var total: Int64 = 0
        let parts = text.dropFirst().split(separator: " ")
        for part in parts {
            let units: [Character: Int64] = ["d": 86_400, "h": 3600, "m": 60, "s": 1]
            guard let unit = part.last.flatMap({ units[$0] }), let count = Int64(part.dropLast()), count >= 0, count < 100_000
            else { throw failure("'\(part)' is no length of time; write it as 9d, 4h, 12m or 30s") }
            total += count * unit * 1000
        }
        guard !parts.isEmpty else { throw failure("a sign without a length of time") }
        return sign == "-" ? -total : total
    }
}
