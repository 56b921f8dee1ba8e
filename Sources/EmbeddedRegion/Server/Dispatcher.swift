import AWSSigning

/// Authenticates a request, hands it to the service its signature names, and logs it.
final class Dispatcher: Sendable {
    private let gatekeeper: Gatekeeper
    /// By the name that a signature carries.
    private let services: [String: any RegionService]
    private let log: RequestLog?
    private let clock: RegionClock

    init(
        gatekeeper: Gatekeeper, services: [String: any RegionService], log: RequestLog?, clock: RegionClock
    ) {
        self.gatekeeper = gatekeeper
        self.services = services
        self.log = log
        self.clock = clock
    }

    func reply(to request: WireRequest) -> WireReply {
        let requestID = Self.requestID()
        var reply: WireReply
        if request.path == "/_region/health" {
            reply = .json(.object([("ready", .bool(true)), ("now", .int(clock.now()))]))
        } else {
            reply = authenticated(request, requestID: requestID)
        }
        // CloudWatch, STS and Lambda all name the request so.
        reply.headers.append(("x-amzn-requestid", requestID))
        reply.headers.append(("date", CivilTime(milliseconds: clock.now()).http))
        return reply
    }

    private func authenticated(_ request: WireRequest, requestID: String) -> WireReply {
        let service: String
        let answer: Answer
        var who = ""
        switch gatekeeper.admit(request) {
        case .failure(let failure):
            let (guessed, notation) = Self.guess(request)
            service = guessed
            who = Self.claimedKey(request)
            var isQuery = false
            if case .query = notation { isQuery = true }
            let refused = Gatekeeper.failure(
                failure, isQuery: isQuery, stated: request.header("x-amz-date") ?? "", now: clock.now())
            answer = Answer(operation: "", reply: notation.reply(refused, requestID: requestID))
        case .success(let admitted):
            service = admitted.service
            who = admitted.caller.accessKeyID
            let call = Call(request: request, requestID: requestID, caller: admitted.caller)
            if let known = services[service] {
                answer = known.answer(call)
            } else {
                let names = services.keys.sorted().joined(separator: ", ")
                let failure = ServiceFailure(
                    "UnknownOperationException", 404, "The embedded region has no service '\(service)': it has \(names).")
                answer = Answer(operation: "", reply: WireProtocol.restJSON.reply(failure, requestID: requestID))
            }
        }
        log?.write(entry(request, service: service, answer: answer, who: who, requestID: requestID))
        return answer.reply
    }

    private func entry(
        _ request: WireRequest, service: String, answer: Answer, who: String, requestID: String
    ) -> WireValue {
        .object([
            ("time", .string(CivilTime(milliseconds: clock.now()).iso)), ("service", .string(service)),
            ("operation", .string(answer.operation)), ("status", .int(Int64(answer.reply.status))), ("who", .string(who)),
            ("requestId", .string(requestID)), ("method", .string(request.method)), ("path", .string(String(request.path))),
            ("userAgent", .string(request.header("user-agent") ?? "")),
        ])
    }

    /// The service and notation of a request whose signature says nothing reliable.
    private static func guess(_ request: WireRequest) -> (service: String, notation: WireProtocol) {
        if request.header("smithy-protocol") == "rpc-v2-cbor" { return ("monitoring", .cbor) }
        if let target = request.header("x-amz-target") {
            if target.hasPrefix("CodeDeploy_") { return ("codedeploy", .json11) }
            return target.contains("CloudTrail_") ? ("cloudtrail", .json11) : ("monitoring", .json10)
        }
        guard request.path == "/", request.method == "POST" else { return ("lambda", .restJSON) }
        let scope = request.header("authorization") ?? ""
        return scope.contains("/monitoring/")
            ? ("monitoring", .query(namespace: CloudWatchService.namespace))
            : ("sts", .query(namespace: STSService.namespace))
    }

    private static func claimedKey(_ request: WireRequest) -> String {
        guard let header = request.header("authorization"), let range = header.firstRange(of: "Credential=") else { return "" }
        return String(header[range.upperBound...].prefix { $0 != "/" && $0 != "," }.prefix(64))
    }

    /// A UUID, new for every request: not part of the seeded history.
    private static func requestID() -> String {
        Noise(seed: UInt64.random(in: .min ... .max)).uuid(0, 0)
    }
}
