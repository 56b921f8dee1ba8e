import IncidentModel

/// One target as `flipback status` and `flipback ready` saw it. Values, so that the documents are pure functions.
struct TargetReport: Hashable, Sendable {
    var alias: Aged<AliasState>
    var alarms: [Alarm]
    var metrics: TargetMetrics?
    /// The one that runs, else nil.
    var deployment: Deployment?
    var assessment: Assessment
}

/// The head of every document about targets.
struct ReportHead: Hashable, Sendable {
    var account: String
    var region: String
    var mode: ConsoleMode
    var now: Now
}

extension JSONDocuments {
    static func status(_ head: ReportHead, _ reports: [TargetReport]) -> JSONValue {
        [
            "account": .string(head.account), "region": .string(head.region), "mode": mode(head.mode),
            "fetchedAt": JSONValue(head.now.time), "targets": .array(reports.map { target($0, head.now) }),
        ]
    }

    static func ready(_ head: ReportHead, _ reports: [TargetReport]) -> JSONValue {
        [
            "account": .string(head.account), "region": .string(head.region), "mode": mode(head.mode),
            "fetchedAt": JSONValue(head.now.time),
            "targets": .array(
                reports.map { report in
                    [
                        "target": .string(report.alias.value.target.description),
                        "lastGood": lastGood(report.assessment.lastGood),
                        "refusal": refusal(report.assessment.noLastGood),
                        "readiness": readiness(report.assessment.readiness),
                    ]
                }),
        ]
    }

    private static func target(_ report: TargetReport, _ now: Now) -> JSONValue {
        let alias = report.alias.value
        return [
            "target": .string(alias.target.description), "pointer": .string(alias.routing.pointer.name),
            "weights": weights(alias.routing.weights), "effective": effective(alias.effective),
            "revisionId": .string(alias.revision.value), "lastGood": lastGood(report.assessment.lastGood),
            "deployment": deployment(report.deployment, report.alias.value),
            "provisionedConcurrency": provisioned(alias.provisioned),
            "alarms": .array(
                report.alarms.map {
                    ["name": .string($0.name.raw), "state": .string($0.state.rawValue), "since": JSONValue($0.since)]
                }),
            "metrics": metrics(report), "readiness": readiness(report.assessment.readiness),
            "ageMs": JSONValue(report.alias.age(now).milliseconds),
        ]
    }

    private static func deployment(_ deployment: Deployment?, _ alias: AliasState) -> JSONValue {
        guard let deployment else { return .null }
        // The share that the version really has is the alias' to say.
        let share = deployment.targetVersion.map { alias.effective.share(of: $0) } ?? deployment.targetShare
        return [
            "id": .string(deployment.id), "status": .string(deployment.status.rawValue),
            "strategy": .string(deployment.strategy.name.raw), "targetVersion": JSONValue(deployment.targetVersion?.name),
            "targetShare": share.map { .number($0) } ?? .null,
        ]
    }

    private static func provisioned(_ provisioned: ProvisionedConcurrency?) -> JSONValue {
        guard let provisioned else { return .null }
        return [
            "requested": JSONValue(provisioned.requested), "allocated": JSONValue(provisioned.allocated),
            "status": .string(provisioned.status.rawValue),
        ]
    }

    private static func metrics(_ report: TargetReport) -> JSONValue {
        let whole = report.metrics?.whole
        func latest(_ series: MetricSeries?) -> JSONValue { series?.latest.map { .number($0.value) } ?? .null }
        return [
            "errorRate": report.assessment.errorRate.map { .number($0) } ?? .null,
            "invocationsPerMinute": latest(whole?.invocations), "durationP95Ms": latest(whole?.durationP95),
            "throttlesPerMinute": latest(whole?.throttles), "concurrency": latest(whole?.concurrency),
        ]
    }
}
