/// CloudWatch in the three notations its callers speak: rpc-v2-cbor (boto3, AWS CLI), JSON 1.0 and query.
struct CloudWatchService: RegionService {
    static let namespace = "http://monitoring.amazonaws.com/doc/2010-08-01/"
    private static let target = "GraniteServiceVersion20100801"

    let store: WorldStore
    let clock: RegionClock
    let quotas: Quotas
    let metrics: MetricSource
    let alarms: AlarmBook

    func answer(_ call: Call) -> Answer {
        let request = call.request
        var operation = ""
        let notation: WireProtocol
        var input: WireValue?
        if request.header("smithy-protocol") == "rpc-v2-cbor" {
            notation = .cbor
            let prefix = "/service/\(Self.target)/operation/"
            if request.path.hasPrefix(prefix) { operation = String(request.path.dropFirst(prefix.count)) }
            input = request.body.isEmpty ? .map([]) : WireValue(cbor: request.body)
        } else if let target = request.header("x-amz-target") {
            notation = .json10
            if target.hasPrefix(Self.target + ".") { operation = String(target.dropFirst(Self.target.count + 1)) }
            input = request.body.isEmpty ? .map([]) : WireValue(json: request.body)
        } else {
            notation = .query(namespace: Self.namespace)
            let form = QueryForm.value(String(decoding: request.body, as: UTF8.self))
            operation = form["Action"]?.string ?? ""
            input = form
        }
        do throws(ServiceFailure) {
            guard let input, input.members != nil else {
                throw ServiceFailure("SerializationException", 400, "The request body can't be read.")
            }
            let value = try result(operation, input, call)
            return Answer(operation: operation, reply: notation.reply(value, operation: operation, requestID: call.requestID))
        } catch {
            return Answer(operation: operation, reply: notation.reply(error, requestID: call.requestID))
        }
    }

    private func result(_ operation: String, _ input: WireValue, _ call: Call) throws(ServiceFailure) -> WireValue {
        try takeQuota(operation)
        // The clock first: every minute that is complete by then is final in a snapshot taken after it.
        let now = clock.now()
        let world = store.snapshot
        switch operation {
        case "DescribeAlarms":
            return try AlarmQueries(world: world, statuses: alarms.statuses(world: world, now: now)).describe(input)
        case "DescribeAlarmHistory":
            return try AlarmQueries(world: world, statuses: alarms.statuses(world: world, now: now)).history(input)
        case "GetMetricData": return try MetricQueries(engine: engine(world, now)).data(input)
        case "GetMetricStatistics": return try MetricQueries(engine: engine(world, now)).statistics(input)
        case "ListMetrics": return try MetricQueries(engine: engine(world, now)).list(input)
        case "SetAlarmState": return try setAlarmState(input, call, world: world, now: now)
        case "": throw ServiceFailure("MissingAction", 400, "One of Action or X-Amz-Target is required.")
        default:
            throw ServiceFailure(
                "UnknownOperationException", 404, "The embedded region does not model CloudWatch's \(operation).",
                queryCode: "InvalidAction")
        }
    }

    private func engine(_ world: World, _ now: Int64) -> MetricEngine { MetricEngine(metrics: metrics, world: world, now: now) }

    private func takeQuota(_ operation: String) throws(ServiceFailure) {
        let lane: Quotas.Lane =
            switch operation {
            case "DescribeAlarms": .describeAlarms
            case "DescribeAlarmHistory": .describeAlarmHistory
            case "GetMetricData": .getMetricData
            default: .otherCloudWatch
            }
        guard quotas.take(lane) else { throw CloudWatchFailure.throttled() }
    }

    private func setAlarmState(
        _ input: WireValue, _ call: Call, world: World, now: Int64
    ) throws(ServiceFailure) -> WireValue {
        guard !call.caller.isObserver else { throw CloudWatchFailure.denied(call.caller, action: "SetAlarmState") }
        guard let name = input["AlarmName"]?.string else { throw CloudWatchFailure.missing("AlarmName") }
        guard let text = input["StateValue"]?.string else { throw CloudWatchFailure.missing("StateValue") }
        guard let reason = input["StateReason"]?.string else { throw CloudWatchFailure.missing("StateReason") }
        guard let state = AlarmState(rawValue: text) else {
            throw CloudWatchFailure.validation("StateValue must be one of OK, ALARM, INSUFFICIENT_DATA; it is '\(text)'.")
        }
        if world.alarms.contains(where: { $0.name == name && $0.isComposite }) {
            throw CloudWatchFailure.validation(
                "The embedded region sets the state of metric alarms only; '\(name)' is composite.")
        }
        guard alarms.set(name, to: state, reason: reason, world: world, now: now) else { throw CloudWatchFailure.notFound(name) }
        return .map([])
    }
}
