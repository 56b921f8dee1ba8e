import IncidentModel

@testable import flipback

/// The values that the tests of this target share: the first source's case, v7 at 20 % beside v6.
enum Sample {
    static let target = Target(function: "checkout", alias: "prod")
    static let time = Timestamp(milliseconds: 1_795_208_900_123)
    static let now = Now(time: time, uptime: .seconds(100))
    static let canary = Routing(pointer: "6", weights: ["7": 0.2])
    static let alias = AliasState(target: target, routing: canary, revision: "275af281-0000")

    static func result(_ outcome: ActionOutcome, failure kind: CallFailure.Kind? = nil) -> ActionResult {
        ActionResult(
            id: "ACT-1", target: target, command: "rollback", before: canary, after: Routing(pointer: "6"), outcome: outcome,
            failure: kind.map { CallFailure(kind: $0, service: "lambda", operation: "UpdateAlias", message: "x") },
            duration: .milliseconds(412), requestIDs: ["r-1"], journalSeq: 4)
    }

    static var report: TargetReport {
        var metrics = TargetMetrics()
        metrics.whole.invocations = MetricSeries([.init(at: time, value: 912)])
        metrics.whole.durationP95 = MetricSeries([.init(at: time, value: 212.5)])
        let alarm = Alarm(
            name: "checkout-prod-error-rate", kind: .metric(namespace: "AWS/Lambda", name: "Errors"), state: .alarm, since: time)
        return TargetReport(
            alias: Aged(alias, at: Now(time: time, uptime: .milliseconds(98_500)), interval: .seconds(5)), alarms: [alarm],
            metrics: metrics,
            assessment: Assessment(
                target: target, trouble: .bad, lastGood: LastGood(version: "6", evidence: "served 9 d, no alarm"),
                readiness: Readiness(
                    grade: .degraded, predicted: .seconds(1),
                    findings: [.init(code: "noAlarm", level: .warning, text: "one sentence")]),
                errorRate: 0.016))
    }

    static let head = ReportHead(account: "123456789012", region: "eu-west-1", mode: .drill, now: now)

    static let plan = Plan(
        command: .rollback(target, to: nil), target: target, account: "123456789012", region: "eu-west-1", before: canary,
        revision: "275af281-0000", after: Routing(pointer: "6"),
        steps: [
            .init(call: "lambda UpdateAlias", before: "v6, v7 at 20 %", after: "v6, no weights", expects: "revision 275af281…")
        ],
        evidence: LastGood(version: "6", evidence: "served 9 d"), predicted: .milliseconds(1000), warnings: ["look twice"],
        cannotUndo: ["queued events"], basedOn: time)
}
