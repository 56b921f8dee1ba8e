/// What an alias' provisioned concurrency does to a move of its pointer. AWS documents little of it: the order is that of
/// hashicorp/terraform-provider-aws#48116 and of Spinnaker's Lambda plugin.
struct ProvisionedMoves {
    let account: LambdaAccount
    let noise: Noise
    let now: Int64

    init(_ world: World, now: Int64) {
        account = world.lambda
        noise = world.noise
        self.now = now
    }

    /// The alias' routing as its owner set it: without what the region injected.
    func owned(_ alias: AliasRecord, of function: FunctionRecord) -> Routing {
        guard account.shifts["\(function.name):\(alias.name)"] != nil else { return alias.routing }
        return Routing(pointer: alias.routing.pointer)
    }

    /// - Throws: ResourceConflictException while a move is under way, InvalidParameterValueException when it has failed.
    func admit(_ alias: AliasRecord, of function: FunctionRecord, arn: String) throws(ServiceFailure) {
        guard let shift = account.shifts["\(function.name):\(alias.name)"], function.wiring.provisioned[alias.name] != nil else {
            return
        }
        if shift.hasFailed { throw LambdaFailure.invalidProvisionedAlias() }
        if account.updatesConflict { throw LambdaFailure.updateInProgress("\(arn):\(alias.name)") }
    }

    /// What the region makes of a routing that an alias' owner asks for.
    struct Outcome: Sendable, Equatable {
        /// With injected weights when there are any.
        var routing: Routing
        var shift: ProvisionedShift?
        var provisioned: ProvisionedRecord?
        /// The weights are a write of the region's own, after the owner's.
        var isInjected = false
    }

    /// - Parameter hasConfig: whether the request had a RoutingConfig.
    func outcome(
        _ wanted: Routing, of alias: AliasRecord, in function: FunctionRecord, hasConfig: Bool
    ) throws(ServiceFailure) -> Outcome {
        let shift = account.shifts["\(function.name):\(alias.name)"]
        guard let provisioned = function.wiring.provisioned[alias.name] else {
            return dropped(wanted, shift, hasConfig: hasConfig)
        }
        guard wanted.pointer != 0, wanted.extra?.version != 0 else { throw LambdaFailure.invalidProvisionedAlias() }
        let current = alias.routing
        guard wanted.pointer != current.pointer else {
            if let shift, wanted.extra == nil {
                return Outcome(routing: injected(wanted, shift.old), shift: shift, provisioned: provisioned)
            }
            return Outcome(routing: wanted, shift: nil, provisioned: provisioned)
        }
        try ProvisionedRules.unshared(wanted.pointer, except: alias.name, in: function)
        let old = shift?.old ?? current.extra.flatMap { $0.weight >= 1 ? $0.version : nil } ?? current.pointer
        if wanted.pointer == old, shift != nil {
            // The version it came from was never deallocated.
            var warm = provisioned
            warm.base = provisioned.requested
            warm.begins = now
            warm.fails = false
            return Outcome(routing: wanted, shift: nil, provisioned: warm)
        }
        let allocation = allocation(
            provisioned.requested, from: 0, version: wanted.pointer, of: function, qualifier: alias.name,
            modified: provisioned.modified)
        guard wanted.extra == nil else { return Outcome(routing: wanted, shift: nil, provisioned: allocation) }
        let made = ProvisionedShift(
            function: function.name, alias: alias.name, old: old, ends: allocation.ends, fails: allocation.fails)
        return Outcome(routing: injected(wanted, old), shift: made, provisioned: allocation, isInjected: true)
    }

    /// The alias lost its provisioned concurrency while the weights were on it, or never had any.
    private func dropped(_ wanted: Routing, _ shift: ProvisionedShift?, hasConfig: Bool) -> Outcome {
        guard let shift, wanted.extra == nil, wanted.pointer != shift.old, wanted.pointer != 0 else {
            return Outcome(routing: wanted)
        }
        if hasConfig, account.weightsYield || shift.hasFailed { return Outcome(routing: wanted) }
        return Outcome(routing: injected(wanted, shift.old), shift: shift)
    }

    private func injected(_ routing: Routing, _ old: Int) -> Routing {
        Routing(pointer: routing.pointer, extra: .init(version: old, weight: 1))
    }

    /// A new allocation: it begins after a minute or so.
    func allocation(
        _ requested: Int, from base: Int, version: Int, of function: FunctionRecord, qualifier: String, modified: Int64
    ) -> ProvisionedRecord {
        let drawn = 60_000 + Int64(noise.uniform(Noise.stream("allocation/\(function.name):\(qualifier)"), now) * 30_000)
        return ProvisionedRecord(
            requested: requested, base: min(base, requested), modified: modified,
            begins: requested <= base ? now : now + (account.allocationDelay ?? drawn), perMinute: account.allocationPerMinute,
            fails: requested > base && function.version(version)?.health.initFails == true)
    }
}
