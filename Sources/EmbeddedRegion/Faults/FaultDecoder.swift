/// The `faults:` section of a scenario: a list of rules with the keys of the control endpoint; they are set at the region's start.
enum FaultDecoder {
    static func rules(_ node: ScenarioNode?) throws(ScenarioError) -> [FaultRule] {
        var rules: [FaultRule] = []
        for item in try node?.items() ?? [] {
            var members: [WireValue.Member] = []
            for (key, value) in try item.pairs() {
                let name = try key.text()
                guard !members.contains(where: { $0.name == name }) else { throw key.failure("'\(name)' is there twice") }
                members.append(.init(name: name, value: .string(try value.text())))
            }
            do throws(FaultError) {
                rules.append(try FaultRule(.map(members)))
            } catch {
                throw item.failure(error.message)
            }
        }
        return rules
    }
}
