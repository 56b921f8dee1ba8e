enum LambdaAccountDecoder {
    /// - Parameter fields: the scenario's own; only `concurrency`, `provisioning` and `lists` are read.
    static func account(_ fields: [String: ScenarioNode], base: LambdaAccount?) throws(ScenarioError) -> LambdaAccount {
        var account = base ?? LambdaAccount()
        if let field = fields["concurrency"] { account.concurrency = try field.integer(10...1_000_000) }
        if let lists = try fields["lists"]?.fields(known: ["versionStates", "bareNameFindsAll"]) {
            if let field = lists["versionStates"] { account.listsVersionStates = try field.flag() }
            if let field = lists["bareNameFindsAll"] { account.bareNameFindsAll = try field.flag() }
        }
        guard let node = fields["provisioning"] else { return account }
        let settings = try node.fields(known: ["delay", "perMinute", "weightsYield", "updatesConflict"])
        if let field = settings["delay"] { account.allocationDelay = try field.length() }
        if let field = settings["perMinute"] { account.allocationPerMinute = try field.integer(1...100_000) }
        if let field = settings["weightsYield"] { account.weightsYield = try field.flag() }
        if let field = settings["updatesConflict"] { account.updatesConflict = try field.flag() }
        return account
    }
}
