/// The `cloudTrail:` section of a scenario: `{delay: 2m, callSeconds: 2}`, the delay also as `[5m, 15m]`.
enum TrailDecoder {
    static func rules(_ node: ScenarioNode?) throws(ScenarioError) -> Trail.Rules {
        var rules = Trail.Rules()
        guard let node else { return rules }
        let fields = try node.fields(known: ["delay", "callSeconds"])
        if let field = fields["delay"] {
            if let bounds = try? field.items() {
                guard bounds.count == 2 else { throw field.failure("write one length of time, or two: [5m, 15m]") }
                let lower = try bounds[0].length()
                let upper = try bounds[1].length()
                guard lower <= upper else { throw field.failure("the shorter time comes first") }
                rules.delay = lower...upper
            } else {
                let delay = try field.length()
                rules.delay = delay...delay
            }
        }
        if let field = fields["callSeconds"] { rules.callMilliseconds = Int(try field.number(0...600) * 1000) }
        return rules
    }
}
