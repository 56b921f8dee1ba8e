/// Records the writes that callers make, as CloudTrail does: after the service has answered, with its error if it refused.
struct TrailRecorder: Sendable {
    let store: WorldStore
    let clock: RegionClock

    private static let sources = [
        "lambda": "lambda.amazonaws.com", "codedeploy": "codedeploy.amazonaws.com", "monitoring": "monitoring.amazonaws.com",
    ]
    /// CloudTrail names Lambda's older operations with their API's version.
    private static let versioned = [
        "CreateAlias": "20150331", "UpdateAlias": "20150331", "DeleteAlias": "20150331", "PublishVersion": "20150331",
        "UpdateFunctionCode": "20150331v2", "UpdateFunctionConfiguration": "20150331v2",
    ]

    /// Invoke is a data event, and reads are not kept.
    func record(_ call: Call, service: String, answer: Answer) {
        guard let source = Self.sources[service], !answer.operation.isEmpty, answer.operation != "Invoke",
            !RequestLabel.isRead(answer.operation)
        else { return }
        let reply = WireValue(json: answer.reply.body) ?? WireValue(cbor: answer.reply.body)
        let hasFailed = answer.reply.status >= 400
        let name = service == "lambda" ? answer.operation + (Self.versioned[answer.operation] ?? "") : answer.operation
        let parameters = parameters(call, service: service)
        var resources: [(type: String, name: String)] = []
        if let function = parameters["functionName"]?.string { resources.append(("AWS::Lambda::Function", function)) }
        if let group = parameters["deploymentGroupName"]?.string {
            resources.append(("AWS::CodeDeploy::DeploymentGroup", group))
        }
        if let deployment = parameters["deploymentId"]?.string { resources.append(("AWS::CodeDeploy::Deployment", deployment)) }
        let made = hasFailed ? nil : reply.flatMap { $0.members?.isEmpty == false ? $0.lowerCamelCased : nil }
        let entry = TrailEntry(
            at: clock.now(), source: source, name: name, identity: .caller(call.caller), requestParameters: parameters,
            responseElements: made, resources: resources, requestID: call.requestID, sourceIPAddress: "127.0.0.1",
            userAgent: String((call.request.header("user-agent") ?? "").prefix(1_000)),
            errorCode: hasFailed ? Self.code(answer.reply, reply) : nil,
            errorMessage: hasFailed ? (reply?["message"] ?? reply?["Message"])?.string : nil)
        // Recording can't be refused; the store's way of writing can.
        try? store.change { world in world.trail.record(entry) }
    }

    private static func code(_ reply: WireReply, _ body: WireValue?) -> String {
        let named = reply.headers.first { $0.name == "x-amzn-errortype" }?.value ?? body?["__type"]?.string ?? "InternalFailure"
        let code = named.split(separator: "#").last.map(String.init) ?? named
        return code == "AccessDeniedException" ? "AccessDenied" : code
    }

    /// The request's body, and for Lambda what its path and query say.
    private func parameters(_ call: Call, service: String) -> WireValue {
        let request = call.request
        let body = (WireValue(json: request.body) ?? WireValue(cbor: request.body))?.lowerCamelCased.members ?? []
        guard service == "lambda" else { return .map(body) }
        var members: [WireValue.Member] = []
        let parts = request.path.split(separator: "/").map { QueryForm.decoded($0) }
        if parts.count > 2, parts[1] == "functions" { members.append(.init(name: "functionName", value: .string(parts[2]))) }
        if parts.count > 4, parts[3] == "aliases" { members.append(.init(name: "name", value: .string(parts[4]))) }
        if let qualifier = request.query["Qualifier"] { members.append(.init(name: "qualifier", value: .string(qualifier))) }
        let known = members.map(\.name)
        return .map(members + body.filter { !known.contains($0.name) })
    }
}
