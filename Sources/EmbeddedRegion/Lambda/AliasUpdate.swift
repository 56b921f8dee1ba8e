/// UpdateAlias as a value: a caller's request and what the region's own actors do to an alias keep the same rules.
struct AliasUpdate: Sendable {
    var function: String
    var alias: String
    /// Nil keeps the pointer.
    var version: String?
    var description: String?
    /// Nil keeps the weights, an empty map clears them.
    var routingConfig: WireValue?
    /// RevisionId.
    var fence: String?

    /// - Returns: the reply, which is the alias as its owner wrote it: weights that provisioned concurrency puts there are a write of
    ///   the region's own after that, with another revision.
    @discardableResult
    func apply(to world: inout World, at moment: Int64) throws(ServiceFailure) -> WireValue {
        let arn = world.functionARN(function)
        guard var function = world.functions[function] else { throw LambdaFailure.functionNotFound(arn) }
        guard var record = function.aliases[alias] else { throw LambdaFailure.aliasNotFound("\(arn):\(alias)", reading: false) }
        if let fence, fence != record.revision { throw LambdaFailure.fence() }
        let moves = ProvisionedMoves(world, now: moment)
        try moves.admit(record, of: function, arn: arn)
        let wanted = try AliasRules.routing(
            after: moves.owned(record, of: function), version: version, routingConfig: routingConfig, function: function, arn: arn
        )
        let outcome = try moves.outcome(wanted, of: record, in: function, hasConfig: routingConfig != nil)
        if let description { record.description = description }
        record.route(to: outcome.routing, of: function.name, in: world, at: moment)
        let reply = LambdaShapes.alias(record, function, world, routing: outcome.isInjected ? wanted : outcome.routing)
        if outcome.isInjected { record.route(to: outcome.routing, of: function.name, in: world, at: moment) }
        function.aliases[alias] = record
        function.wiring.provisioned[alias] = outcome.provisioned
        world.lambda.shifts["\(function.name):\(alias)"] = outcome.shift
        world.functions[function.name] = function
        return reply
    }
}
