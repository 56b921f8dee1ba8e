/// Lambda's control plane and Invoke, rest-json.
struct LambdaService: RegionService {
    let store: WorldStore
    let clock: RegionClock
    let quotas: Quotas

    func answer(_ call: Call) -> Answer {
        guard let route = LambdaRoute(method: call.request.method, path: call.request.path) else {
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
        let query = call.request.query
        if route.operation == .listFunctions { return .json(try LambdaReads(store.snapshot).listFunctions(query)) }
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
                call.caller, action: route.operation == .invoke ? "InvokeFunction" : route.operation.rawValue,
                resource: world.functionARN(reference.name))
        }
        let reads = LambdaReads(world)
        let writes = LambdaWrites(store: store, clock: clock)
        switch route.operation {
        case .listFunctions: return .json(try reads.listFunctions(query))
        case .getFunction: return .json(try reads.getFunction(reference, query))
        case .getFunctionConfiguration: return .json(try reads.getFunctionConfiguration(reference, query))
        case .listVersions: return .json(try reads.listVersions(reference, query))
        case .listAliases: return .json(try reads.listAliases(reference, query))
        case .getAlias: return .json(try reads.getAlias(reference, route.alias))
        case .updateAlias: return .json(try writes.updateAlias(reference, route.alias, try body(call)))
        case .createAlias: return .json(try writes.createAlias(reference, try body(call)), status: 201)
        case .deleteAlias:
            try writes.deleteAlias(reference, route.alias)
            return WireReply(status: 204)
        case .publishVersion: return .json(try writes.publishVersion(reference, try body(call)), status: 201)
        case .invoke:
            return try LambdaInvocation(world: world, now: clock.now()).reply(reference, call, qualifier: query["Qualifier"])
        }
    }

    /// An absent body is an empty object.
    private func body(_ call: Call) throws(ServiceFailure) -> WireValue {
        if call.request.body.isEmpty { return .map([]) }
        guard let value = WireValue(json: call.request.body), value.members != nil else { throw LambdaFailure.notJSON() }
        return value
    }
}
