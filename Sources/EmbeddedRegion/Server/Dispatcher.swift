import AWSSigning

/// Authenticates a request, hands it to the service its signature names, and logs it.
final class Dispatcher: Sendable {
    private let gatekeeper: Gatekeeper
    /// By the name that a signature carries.
    private let services: [String: any RegionService]
    private let log: RequestLog?
    private let clock: RegionClock
    private let control: FaultControl
    private let trail: TrailRecorder

    init(
        gatekeeper: Gatekeeper, services: [String: any RegionService], log: RequestLog?, clock: RegionClock, faults: FaultBook,
        trail: TrailRecorder
    ) {
        self.gatekeeper = gatekeeper
        self.services = services
        self.log = log
        self.clock = clock
        self.trail = trail
        control = FaultControl(book: faults)
    }

    /// - Parameter disturbance: its refusal takes the reply's place; what it does to the connection is the server's.
    func reply(to request: WireRequest, disturbance: Disturbance = Disturbance()) -> WireReply {
        let requestID = Self.requestID()
        var reply: WireReply
        if request.path == "/_region/health" {
            reply = .json(.object([("ready", .bool(true)), ("now", .int(clock.now()))]))
        } else if request.path == FaultControl.path {
            reply = control.reply(to: request)
        } else if let refusal = disturbance.refusal {
            let label = RequestLabel(request)
            reply = refusal.failure.reply(label, request, requestID: requestID)
            if refusal.place == .before {
                logUnapplied(request, label, status: reply.status, requestID: requestID, disturbance)
            } else {
                _ = authenticated(request, requestID: requestID, disturbance)
            }
        } else {
            reply = authenticated(request, requestID: requestID, disturbance)
        }
        // CloudWatch, STS and Lambda all name the request so.
        reply.headers.append(("x-amzn-requestid", requestID))
        let skew = Int64(disturbance.skew) * 1000
        reply.headers.append(("date", CivilTime(milliseconds: clock.now() + skew).http))
        return reply
    }

    /// Logs a request whose connection ended before it was applied.
    func drop(_ request: WireRequest, disturbance: Disturbance) {
        logUnapplied(request, RequestLabel(request), status: 0, requestID: Self.requestID(), disturbance)
    }

    private func authenticated(_ request: WireRequest, requestID: String, _ disturbance: Disturbance) -> WireReply {
        let service: String
        let answer: Answer
        var who = ""
        switch gatekeeper.admit(request, skewSeconds: Int64(disturbance.skew)) {
        case .failure(let failure):
            let label = RequestLabel(request)
            let notation = label.notation(of: request)
            service = label.service
            who = Self.claimedKey(request)
            var isQuery = false
            if case .query = notation { isQuery = true }
            let refused = Gatekeeper.failure(
                failure, isQuery: isQuery, stated: request.header("x-amz-date") ?? "",
                now: clock.now() + Int64(disturbance.skew) * 1000)
            answer = Answer(operation: "", reply: notation.reply(refused, requestID: requestID))
        case .success(let admitted):
            service = admitted.service
            who = admitted.caller.accessKeyID
            let call = Call(request: request, requestID: requestID, caller: admitted.caller)
            if let known = services[service] {
                answer = known.answer(call)
                trail.record(call, service: service, answer: answer)
            } else {
                let names = services.keys.sorted().joined(separator: ", ")
                let failure = ServiceFailure(
                    "UnknownOperationException", 404, "The embedded region has no service '\(service)': it has \(names).")
                answer = Answer(operation: "", reply: WireProtocol.restJSON.reply(failure, requestID: requestID))
            }
        }
        log?.write(
            entry(
                request, service: service, operation: answer.operation, status: answer.reply.status, who: who,
                requestID: requestID, faults: disturbance.names))
        return answer.reply
    }

    private func logUnapplied(
        _ request: WireRequest, _ label: RequestLabel, status: Int, requestID: String, _ disturbance: Disturbance
    ) {
        log?.write(
            entry(
                request, service: label.service, operation: label.operation, status: status, who: Self.claimedKey(request),
                requestID: requestID, faults: disturbance.names, isApplied: false))
    }

    /// A line of the request log; `fault` and `applied` only where a fault struck.
    private func entry(
        _ request: WireRequest, service: String, operation: String, status: Int, who: String, requestID: String,
        faults: [String], isApplied: Bool = true
    ) -> WireValue {
        .object([
            ("time", .string(CivilTime(milliseconds: clock.now()).iso)), ("service", .string(service)),
            ("operation", .string(operation)), ("status", .int(Int64(status))), ("who", .string(who)),
            ("requestId", .string(requestID)), ("method", .string(request.method)), ("path", .string(String(request.path))),
            ("userAgent", .string(request.header("user-agent") ?? "")),
            ("fault", faults.isEmpty ? nil : .strings(faults)), ("applied", faults.isEmpty ? nil : .bool(isApplied)),
        ])
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
