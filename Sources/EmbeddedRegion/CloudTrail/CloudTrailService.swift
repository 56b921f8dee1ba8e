/// CloudTrail, JSON 1.1: LookupEvents. Slow and late, as the real one is.
struct CloudTrailService: RegionService {
    private static let target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101."

    let store: WorldStore
    let clock: RegionClock
    let quotas: Quotas

    func answer(_ call: Call) -> Answer {
        let target = call.request.header("x-amz-target") ?? ""
        // boto3 leaves out the package, the Java SDK writes it.
        let operation = target.split(separator: ".").last.map(String.init) ?? ""
        do throws(ServiceFailure) {
            guard target.hasPrefix(Self.target) || target.hasPrefix("CloudTrail_20131101."), operation == "LookupEvents" else {
                throw ServiceFailure(
                    "UnknownOperationException", 400, "The embedded region models LookupEvents of CloudTrail only.")
            }
            guard quotas.take(.lookupEvents) else { throw ServiceFailure("ThrottlingException", 400, "Rate exceeded") }
            let input = call.request.body.isEmpty ? .map([]) : WireValue(json: call.request.body)
            guard let input, input.members != nil else {
                throw ServiceFailure("SerializationException", 400, "The request body can't be read.")
            }
            let now = clock.now()
            let world = store.snapshot
            let value = try TrailLookup(world: world, now: now).events(input)
            var reply = WireProtocol.json11.reply(value, operation: operation, requestID: call.requestID)
            reply.takes = world.trail.rules.callMilliseconds
            return Answer(operation: operation, reply: reply)
        } catch {
            return Answer(operation: operation, reply: WireProtocol.json11.reply(error, requestID: call.requestID))
        }
    }
}
