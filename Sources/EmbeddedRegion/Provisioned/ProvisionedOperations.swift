/// Lambda's operations on provisioned concurrency.
struct ProvisionedOperations {
    let store: WorldStore
    let clock: RegionClock

    func put(_ reference: FunctionReference, _ query: [String: String], _ body: WireValue) throws(ServiceFailure) -> WireValue {
        guard let value = body["ProvisionedConcurrentExecutions"] else {
            throw LambdaFailure.validation("null", at: "provisionedConcurrentExecutions", "Member must not be null")
        }
        guard case .int(let wanted) = value else { throw LambdaFailure.wrongType("ProvisionedConcurrentExecutions") }
        guard wanted >= 1 else {
            throw LambdaFailure.validation(
                String(wanted), at: "provisionedConcurrentExecutions", "Member must have value greater than or equal to 1")
        }
        let requested = Int(clamping: min(wanted, 1_000_000))
        return try store.change { world throws(ServiceFailure) in
            let function = try world.function(reference)
            let arn = world.functionARN(function.name)
            let (name, version) = try ProvisionedRules.qualifier(
                reference, query["Qualifier"], in: function, arn: arn, putting: true)
            if let alias = function.aliases[name] {
                let shift = world.lambda.shifts["\(function.name):\(name)"]
                if let shift, !shift.hasFailed, world.lambda.updatesConflict, function.wiring.provisioned[name] != nil {
                    throw LambdaFailure.updateInProgress("\(arn):\(name)")
                }
                guard alias.routing.extra == nil else {
                    throw LambdaFailure.invalid("Alias with weights can not be used with Provisioned Concurrency")
                }
                guard version != 0 else {
                    throw LambdaFailure.invalid(
                        "Provisioned Concurrency Configs cannot be applied to unpublished function versions.")
                }
            }
            try ProvisionedRules.unshared(version, except: name, in: function)
            try ProvisionedRules.fits(requested, on: name, of: function, in: world)
            let now = clock.now()
            let base = function.wiring.provisioned[name]?.available(at: now) ?? 0
            let made = ProvisionedMoves(world, now: now).allocation(
                requested, from: base, version: version, of: function, qualifier: name, modified: now)
            world.functions[function.name]?.wiring.provisioned[name] = made
            return ProvisionedShapes.configuration(made, now: now)
        }
    }

    func get(_ reference: FunctionReference, _ query: [String: String]) throws(ServiceFailure) -> WireValue {
        let (record, now) = try store.change { world throws(ServiceFailure) in
            let function = try world.function(reference)
            let (name, _) = try ProvisionedRules.qualifier(
                reference, query["Qualifier"], in: function, arn: world.functionARN(function.name), putting: false)
            return (function.wiring.provisioned[name], clock.now())
        }
        guard let record else {
            throw ServiceFailure(
                "ProvisionedConcurrencyConfigNotFoundException", 404, "No Provisioned Concurrency Config found for this function")
        }
        return ProvisionedShapes.configuration(record, now: now)
    }

    /// As AWS does, an absent configuration is no error. Weights that a move injected stay; see `LambdaAccount.weightsYield`.
    func delete(_ reference: FunctionReference, _ query: [String: String]) throws(ServiceFailure) {
        try store.change { world throws(ServiceFailure) in
            let function = try world.function(reference)
            let (name, _) = try ProvisionedRules.qualifier(
                reference, query["Qualifier"], in: function, arn: world.functionARN(function.name), putting: false)
            world.functions[function.name]?.wiring.provisioned[name] = nil
            // Without an allocation there is nothing left to fail.
            let key = "\(function.name):\(name)"
            if world.lambda.shifts[key]?.hasFailed == false { world.lambda.shifts[key]?.fails = false }
        }
    }

    func list(_ reference: FunctionReference, _ query: [String: String]) throws(ServiceFailure) -> WireValue {
        let (configurations, arn, now) = try store.change { world throws(ServiceFailure) in
            let function = try world.function(reference)
            return (
                function.wiring.provisioned.sorted { $0.key < $1.key }.map { (name: $0.key, record: $0.value) },
                world.functionARN(function.name), clock.now()
            )
        }
        let page = try Page(configurations, limit: 50, query: query, most: 50)
        let items = page.items.map { ProvisionedShapes.configuration($0.record, now: now, arn: "\(arn):\($0.name)") }
        return LambdaShapes.page("ProvisionedConcurrencyConfigs", items, marker: page.marker)
    }
}
