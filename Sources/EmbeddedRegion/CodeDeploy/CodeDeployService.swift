/// CodeDeploy for the Lambda platform, JSON 1.1: what boto3 and the AWS CLI speak with it.
struct CodeDeployService: RegionService {
    private static let target = "CodeDeploy_20141006."

    let store: WorldStore
    let clock: RegionClock
    let quotas: Quotas

    func answer(_ call: Call) -> Answer {
        let header = call.request.header("x-amz-target") ?? ""
        let name = header.hasPrefix(Self.target) ? String(header.dropFirst(Self.target.count)) : ""
        do throws(ServiceFailure) {
            let value = try result(name, call)
            return Answer(
                operation: name, reply: WireProtocol.json11.reply(value, operation: name, requestID: call.requestID))
        } catch {
            return Answer(operation: name, reply: WireProtocol.json11.reply(error, requestID: call.requestID))
        }
    }

    private func result(_ name: String, _ call: Call) throws(ServiceFailure) -> WireValue {
        guard quotas.take(.codeDeploy) else { throw CodeDeployFailure.throttled() }
        guard let operation = CodeDeployOperation(rawValue: name) else {
            throw ServiceFailure(
                "UnknownOperationException", 400, "The embedded region does not model CodeDeploy's '\(name)'.")
        }
        if operation.isWrite, call.caller.isObserver { throw CodeDeployFailure.denied(call.caller, action: name) }
        let body = call.request.body.isEmpty ? WireValue.map([]) : WireValue(json: call.request.body)
        guard let body, body.members != nil else {
            throw CodeDeployFailure.serialization("The request body is not one JSON object.")
        }
        let input = CodeDeployInput(body)
        guard operation.isWrite else {
            var world = store.snapshot
            return try operation.perform(input, in: &world, now: clock.now())
        }
        return try store.change { world throws(ServiceFailure) in
            try operation.perform(input, in: &world, now: clock.now())
        }
    }
}
