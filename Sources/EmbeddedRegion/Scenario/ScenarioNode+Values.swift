import Yams

extension ScenarioNode {
    /// A length of time, `4m` or `1h 30m`, in milliseconds.
    func length() throws(ScenarioError) -> Int64 {
        guard let text = node.scalar?.string, let first = text.first, first.isNumber else {
            throw failure("expected a length of time, such as 75s, 4m or 1h 30m")
        }
        return try ScenarioNode(file: file, node: .scalar(.init("+" + text, .implicit, .any, node.mark))).moment()
    }

    /// One of a few words.
    func choice(_ words: [String]) throws(ScenarioError) -> String {
        let text = try text()
        guard words.contains(text) else { throw failure("'\(text)' is none of \(words.joined(separator: ", "))") }
        return text
    }

    /// A moment that lies before the start.
    func pastMoment() throws(ScenarioError) -> Int64 {
        let moment = try moment()
        guard moment <= 0 else { throw failure("this lies in the past: write it as -5m") }
        return moment
    }
}
