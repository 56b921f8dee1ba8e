/// Lambda's control plane and Invoke, rest-json.
struct LambdaService: RegionService {
    let store: WorldStore
    let clock: RegionClock
    let quotas: Quotas

    func answer(_ call: Call) -> Answer {
        guard let route = LambdaRoute(method: call.request.method, path: call.request.path, query: call.request.query) else {
            let failure = ServiceFailure(
                "UnknownOperationException", 404,
                "The embedded region does not model \(call.request.method) \(call.request.path).")
            return Answer(operation: "", reply: WireProtocol.restJSON.reply(failure, requestID: call.requestID))
        }
        do throws(ServiceFailure) {
            return Answer(operation: route.operation.rawValue, reply: try reply(route, call))
        } catch {
            return Answer(
                operation: route.operation.rawValue, reply: WireProtocol.restJSON.reply(error, requestID: call.requestID))
        }
    }

    private func reply(_ route: LambdaRoute, _ call: Call) throws(ServiceFailure) -> WireReply {
        if let lane = route.operation.lane, !quotas.take(lane) { throw LambdaFailure.rateExceeded() }
        guard !route.function.isEmpty else { return try accountReply(route, call) }
        let reference = try FunctionReference(route.function)
        let world = store.snapshot
        if let elsewhere = reference.region, elsewhere != world.region {
            throw LambdaFailure.notReachable(elsewhere, from: world.region)
        }
        guard reference.account ?? world.account == world.account else {
            throw LambdaFailure.denied(call.caller, action: route.operation.rawValue, resource: route.function)
        }
        if route.operation.isWrite, call.caller.isObserver {
            throw LambdaFailure.denied(
                call.caller, action: route.operation.action, resource: world.functionARN(reference.name))
        }
        if let reply = try wiringReply(route, reference, call, world) { return reply }
        return try aliasReply(route, reference, call, world)
    }

    /// Operations whose path names no function.
    private func accountReply(_ route: LambdaRoute, _ call: Call) throws(ServiceFailure) -> WireReply {
        let query = call.request.query
        let durable = DurableOperations(store: store, clock: clock)
        if route.operation.isWrite, call.caller.isObserver {
            throw LambdaFailure.denied(call.caller, action: route.operation.action, resource: route.name)
        }
        switch route.operation {
        case .listFunctions: return .json(try LambdaReads(store.snapshot).listFunctions(query))
        case .getAccountSettings: return .json(WiringReads(world: store.snapshot).accountSettings())
        case .listEventSourceMappings: return .json(try WiringReads(world: store.snapshot).eventSourceMappings(query))
        case .getEventSourceMapping: return .json(try WiringReads(world: store.snapshot).eventSourceMapping(route.name))
        case .getDurableExecution: return .json(try durable.get(route.name))
        case .stopDurableExecution: return .json(try durable.stop(route.name))
        case .pauseDurableExecution:
            try durable.pause(route.name, try body(call))
            return .json(.map([]), status: 202)
        case .resumeDurableExecution:
            try durable.resume(route.name)
            return .json(.map([]), status: 202)
        default: throw LambdaFailure.validation("", at: "functionName", "Member must have length greater than or equal to 1")
        }
    }

    /// Capacity and callers of a function; nil for the other operations.
    private func wiringReply(
        _ route: LambdaRoute, _ reference: FunctionReference, _ call: Call, _ world: World
    ) throws(ServiceFailure) -> WireReply? {
        let query = call.request.query
        let reads = WiringReads(world: world)
        let provisioned = ProvisionedOperations(store: store, clock: clock)
        let concurrency = ConcurrencyWrites(store: store, clock: clock)
        switch route.operation {
        case .putProvisionedConcurrency:
            return .json(try provisioned.put(reference, query, try body(call)), status: 202)
        case .getProvisionedConcurrency: return .json(try provisioned.get(reference, query))
        case .listProvisionedConcurrency: return .json(try provisioned.list(reference, query))
        case .deleteProvisionedConcurrency:
            try provisioned.delete(reference, query)
            return WireReply(status: 204)
        case .getFunctionConcurrency: return .json(try reads.concurrency(reference))
        case .putFunctionConcurrency: return .json(try concurrency.put(reference, try body(call)))
        case .deleteFunctionConcurrency:
            try concurrency.delete(reference)
            return WireReply(status: 204)
        case .getPolicy: return .json(try reads.policy(reference, query))
        case .listFunctionURLConfigs: return .json(try reads.urls(reference, query))
        case .getFunctionURLConfig: return .json(try reads.url(reference, query))
        case .getFunctionEventInvokeConfig: return .json(try reads.eventInvoke(reference, query))
        case .listDurableExecutions:
            return .json(try DurableOperations(store: store, clock: clock).list(reference, call.request))
        default: return nil
        }
    }

    private func aliasReply(
        _ route: LambdaRoute, _ reference: FunctionReference, _ call: Call, _ world: World
    ) throws(ServiceFailure) -> WireReply {
        let query = call.request.query
        let reads = LambdaReads(world)
        let writes = LambdaWrites(store: store, clock: clock)
        switch route.operation {
        case .getFunction: return .json(try reads.getFunction(reference, query))
        case .getFunctionConfiguration: return .json(try reads.getFunctionConfiguration(reference, query))
        case .listVersions: return .json(try reads.listVersions(reference, query))
        case .listAliases: return .json(try reads.listAliases(reference, query))
        case .getAlias: return .json(try reads.getAlias(reference, route.name))
        case .updateAlias: return .json(try writes.updateAlias(reference, route.name, try body(call)))
        case .createAlias: return .json(try writes.createAlias(reference, try body(call)), status: 201)
        case .deleteAlias:
            try writes.deleteAlias(reference, route.name)
            return WireReply(status: 204)
        case .publishVersion: return .json(try writes.publishVersion(reference, try body(call)), status: 201)
        case .invoke:
            return try LambdaInvocation(world: world, now: clock.now()).reply(reference, call, qualifier: query["Qualifier"])
        default: throw LambdaFailure.noResource("The embedded region does not model this operation.")
        }
    }

    /// An absent body is an empty object.
    private func body(_ call: Call) throws(ServiceFailure) -> WireValue {
        if call.request.body.isEmpty { return .map([]) }
        guard let value = WireValue(json: call.request.body), value.members != nil else { throw LambdaFailure.notJSON() }
        return value
    }
}
