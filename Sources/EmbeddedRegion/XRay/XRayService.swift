/// X-Ray, rest-json: GetTraceSummaries and GetServiceGraph over the functions whose scenario names their downstream services.
struct XRayService: RegionService {
    let store: WorldStore
    let clock: RegionClock
    let quotas: Quotas
    let traffic: TrafficModel

    func answer(_ call: Call) -> Answer {
        let path = call.request.path
        let operation = path == "/TraceSummaries" ? "GetTraceSummaries" : path == "/ServiceGraph" ? "GetServiceGraph" : ""
        do throws(ServiceFailure) {
            guard call.request.method == "POST", !operation.isEmpty else {
                throw ServiceFailure(
                    "UnknownOperationException", 404,
                    "The embedded region models X-Ray's GetTraceSummaries and GetServiceGraph only.")
            }
            guard quotas.take(.xray) else {
                throw ServiceFailure("ThrottledException", 429, "Rate exceeded", capitalisedMessage: true)
            }
            guard let input = WireValue(json: call.request.body), input.members != nil else {
                throw TraceQueries.refusal("The request body can't be read.")
            }
            let now = clock.now()
            let world = store.snapshot
            let model = TraceModel(traffic: traffic)
            let value =
                operation == "GetTraceSummaries"
                ? try TraceQueries(world: world, model: model, now: now).summaries(input)
                : try ServiceGraph(world: world, model: model, now: now).graph(input)
            return Answer(
                operation: operation,
                reply: WireProtocol.restJSON.reply(value, operation: operation, requestID: call.requestID))
        } catch {
            return Answer(operation: operation, reply: WireProtocol.restJSON.reply(error, requestID: call.requestID))
        }
    }
}
