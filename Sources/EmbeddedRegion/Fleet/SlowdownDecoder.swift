/// The `slowdown:` section of a scenario, `{from: +1m, factor: 6, functions: [a, b]}`: from a moment on, all versions of these functions take so
/// many times as long, whichever serves; nothing fails by it.
enum SlowdownDecoder {
    static func apply(_ node: ScenarioNode?, to functions: inout [Scenario.Function]) throws(ScenarioError) {
        guard let node else { return }
        let fields = try node.fields(known: ["from", "factor", "functions"])
        guard let from = try fields["from"]?.moment(), let factor = try fields["factor"]?.number(0.01...1_000),
            let list = try fields["functions"]?.items()
        else { throw node.failure("a slowdown needs 'from', 'factor' and 'functions'") }
        for item in list {
            let name = try item.text()
            guard let index = functions.firstIndex(where: { $0.name == name }) else {
                throw item.failure("no function '\(name)'")
            }
            for version in functions[index].versions.indices {
                functions[index].versions[version].behaviours = slower(
                    functions[index].versions[version].behaviours, from: from, factor: factor)
            }
        }
    }

    private static func slower(_ behaviours: [Behaviour], from: Int64, factor: Double) -> [Behaviour] {
        var made = behaviours.filter { $0.from < from }
        if var first = made.last {
            first.from = from
            first.median *= factor
            made.append(first)
        }
        for var later in behaviours where later.from >= from {
            later.median *= factor
            if made.last?.from == later.from { made.removeLast() }
            made.append(later)
        }
        return made
    }
}
