package import IncidentModel

/// Values that many tests start from.
package enum Fixtures {
    /// 2026-11-20T21:09:43Z, the evening of SCREENS.md.
    package static let evening = Timestamp(milliseconds: 1_795_208_983_000)
    package static let account = "123456789012"
    package static let region = "eu-west-1"
    package static let actor = "arn:aws:sts::123456789012:assumed-role/oncall/jo"
    package static let checkout = Target(function: "checkout", alias: "prod")
    package static let payments = Target(function: "payments", alias: "prod")
    package static let search = Target(function: "search", alias: "prod")

    package static func failure(_ kind: CallFailure.Kind, _ operation: String = "UpdateAlias", service: String = "lambda")
        -> CallFailure
    {
        let (status, code): (Int?, String) =
            switch kind {
            case .throttled: (429, "TooManyRequestsException")
            case .denied: (403, "AccessDeniedException")
            case .credentials: (403, "ExpiredTokenException")
            case .notFound: (404, "ResourceNotFoundException")
            case .preconditionFailed: (412, "PreconditionFailedException")
            case .conflict: (409, "ResourceConflictException")
            case .invalid: (400, "InvalidParameterValueException")
            case .server: (500, "ServiceException")
            case .unreachable, .lostReply, .malformed, .cancelled: (nil, "")
            }
        return CallFailure(
            kind: kind, service: service, operation: operation, code: code, message: DisplayText("scripted \(kind.rawValue)"),
            status: status,
            requestID: status == nil ? nil : "req-failed")
    }

    /// A version with its own code, published so long before the evening.
    package static func version(
        _ id: VersionID, published ago: Duration?, code: String? = nil, description: DisplayText = "", role: String = "role/app",
        deadLetter: String? = nil, state: String = "Active", lastUpdateStatus: String = "Successful", at now: Timestamp = evening
    ) -> FunctionVersion {
        FunctionVersion(
            version: id, publishedAt: ago.map { now - $0 }, description: description, codeSha256: code ?? "sha-\(id)",
            runtime: "nodejs22.x",
            role: role, deadLetterTarget: deadLetter, state: state, lastUpdateStatus: lastUpdateStatus)
    }

    /// The error alarm of a target, by its Resource dimension.
    package static func alarm(
        _ name: DisplayText, _ state: Alarm.State, of target: Target, metric: String = "Errors", since: Timestamp? = nil
    ) -> Alarm {
        Alarm(
            name: name, kind: .metric(namespace: "AWS/Lambda", name: metric), state: state, since: since,
            dimensions: ["FunctionName": target.function, "Resource": target.description])
    }

    /// The minutes before `end`, each with so many requests and so many failures of them.
    package static func traffic(
        _ minutes: Int, requests: Double, errorRate: Double, throttles: Double = 0, until end: Timestamp = evening
    ) -> TrafficMetrics {
        let last = Timestamp(milliseconds: end.milliseconds / 60_000 * 60_000)
        let times = (1...max(1, minutes)).reversed().map { last - .seconds($0 * 60) }
        var metrics = TrafficMetrics()
        metrics.invocations = MetricSeries(times.map { .init(at: $0, value: requests) })
        metrics.errors = MetricSeries(times.map { .init(at: $0, value: (requests * errorRate).rounded()) })
        metrics.durationP95 = MetricSeries(times.map { .init(at: $0, value: 212) })
        metrics.throttles = MetricSeries(times.map { .init(at: $0, value: throttles) })
        metrics.concurrency = MetricSeries(times.map { .init(at: $0, value: 41) })
        return metrics
    }
}
