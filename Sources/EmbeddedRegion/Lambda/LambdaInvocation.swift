import Foundation

/// One synchronous, asynchronous or dry-run invocation: a draw from the version's behaviour.
struct LambdaInvocation {
    let world: World
    let now: Int64

    func reply(_ reference: FunctionReference, _ call: Call, qualifier parameter: String?) throws(ServiceFailure) -> WireReply {
        guard let function = world.functions[reference.name] else {
            throw LambdaFailure.functionNotFound(world.functionARN(reference.name))
        }
        let version = try version(function, qualifier: try reference.qualifier(with: parameter))
        if !call.request.body.isEmpty, WireValue(json: call.request.body) == nil {
            throw ServiceFailure(
                "InvalidRequestContentException", 400, "Could not parse request body into json: the payload is not JSON.")
        }
        let executed = [(name: "x-amz-executed-version", value: version.name)]
        switch call.request.header("x-amz-invocation-type") ?? "RequestResponse" {
        case "DryRun": return WireReply(status: 204, headers: executed)
        case "Event": return WireReply(status: 202, headers: executed)
        case "RequestResponse": break
        case let other: throw LambdaFailure.invalid("Unsupported invocation type: \(other)")
        }
        let behaviour = version.behaviour(at: now)
        let duration = behaviour.median * exp(behaviour.spread * Distribution.normalQuantile(Double.random(in: 1e-9..<1)))
        let hasFailed = Double.random(in: 0..<1) < behaviour.failing
        var headers = executed + [(name: "content-type", value: "application/json")]
        var body = WireValue.object([
            ("ok", .bool(true)), ("version", .string(version.name)), ("durationMs", .double((duration * 10).rounded() / 10)),
        ])
        if hasFailed {
            headers.append(("x-amz-function-error", "Unhandled"))
            body = .object([
                ("errorType", .string("TypeError")), ("errorMessage", .string("client.send is not a function")),
                ("trace", .strings(["TypeError: client.send is not a function", "    at handler (/var/task/index.mjs:41:24)"])),
            ])
        }
        if call.request.header("x-amz-log-type") == "Tail" {
            headers.append(("x-amz-log-result", Data(log(call, version, duration).utf8).base64EncodedString()))
        }
        return WireReply(status: 200, headers: headers, body: Array(body.json.utf8))
    }

    private func version(_ function: FunctionRecord, qualifier: String?) throws(ServiceFailure) -> VersionRecord {
        guard let qualifier else { return function.latest }
        var number = qualifier == "$LATEST" ? 0 : Int(qualifier) ?? -1
        if let routing = function.aliases[qualifier]?.routing {
            number = routing.pointer
            if let extra = routing.extra, Double.random(in: 0..<1) < extra.weight { number = extra.version }
        }
        guard let version = function.version(number) else {
            throw LambdaFailure.functionNotFound("\(world.functionARN(function.name)):\(qualifier)")
        }
        guard version.state != "Failed" else {
            throw LambdaFailure.conflict(
                "The operation cannot be performed at this time. The function is currently in the following state: \(version.state)"
            )
        }
        return version
    }

    private func log(_ call: Call, _ version: VersionRecord, _ duration: Double) -> String {
        let spent = String((duration * 100).rounded() / 100)
        return "START RequestId: \(call.requestID) Version: \(version.name)\nEND RequestId: \(call.requestID)\n"
            + "REPORT RequestId: \(call.requestID)\tDuration: \(spent) ms\tBilled Duration: \(Int(duration.rounded(.up))) ms\t"
            + "Memory Size: \(version.configuration.memory) MB\n"
    }
}
