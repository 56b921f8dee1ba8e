import Yams

extension ScenarioNode {
    /// `90s` or `1m 30s`, in milliseconds.
    func lengthOfTime() throws(ScenarioError) -> Int64 {
        let text = try text()
        guard let first = text.first, first.isNumber else {
            throw failure("expected a length of time such as 90s or 1m 30s; found '\(text)'")
        }
        return try ScenarioNode(file: file, node: .scalar(.init("+" + text, .implicit, .any, node.mark))).moment()
    }
}
