enum LambdaAccountDecoder {
    /// - Parameter fields: the scenario's own; only `concurrency` and `provisioning` are read.
    static func account(_ fields: [String: ScenarioNode], base: LambdaAccount?) throws(ScenarioError) -> LambdaAccount {
        var account = base ?? LambdaAccount()
        if let field = fields["concurrency"] { account.concurrency = try field.integer(10...1_000_000) }
        guard let node = fields["provisioning"] else { return account }
        let settings = try node.fields(known: ["delay", "perMinute", "weightsYield", "updatesConflict", "listsVersionStates"])
        if let field = settings["delay"] { account.allocationDelay = try field.length() }
        if let field = settings["perMinute"] { account.allocationPerMinute = try field.integer(1...100_000) }
        if let field = settings["weightsYield"] { account.weightsYield = try field.flag() }
        if let field = settings["updatesConflict"] { account.updatesConflict = try field.flag() }
        if let field = settings["listsVersionStates"] { account.listsVersionStates = try field.flag() }
        return account
    }
}
