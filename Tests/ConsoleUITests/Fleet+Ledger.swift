import IncidentModel

extension Fleet {
    /// Findings with what to do, and a ledger for checkout.
    mutating func addLedger() {
        let search = Target(function: "search", alias: "prod")
        assessments[search]?.readiness.findings = [
            .init(
                code: "inactive", level: .warning, text: "v111 is Inactive: Lambda has taken its resources back",
                why: "the first call fails while it becomes Active again",
                fix: "invoke v111 once now, or accept about 140 s")
        ]
        let profile = Target(function: "profile", alias: "prod")
        assessments[profile]?.readiness.findings = [
            .init(
                code: "noLastGood", level: .blocking, text: "there is no version before v9",
                why: "a rollback would have nowhere to go", fix: "publish a version that is known to be good"),
            .init(
                code: "unseen", level: .warning, text: "no metrics for an hour", why: "flipback cannot see it fail",
                fix: "send it a request, or give it an alarm"),
        ]
        let start = ago(9 * 86_400 + 11 * 3600)
        let records = [
            VersionRecord(
                version: "7", verdict: .leaving, served: .seconds(432), firstServed: ago(432), lastServed: now.time,
                source: .trail,
                totals: VersionTotals(requests: 1290, errors: 104, from: ago(432), to: now.time),
                alarms: ["checkout-prod-error-rate"], reason: "fails 8.1 % of requests"),
            VersionRecord(
                version: "6", verdict: .chosen, served: .seconds(9 * 86_400 + 11 * 3600), firstServed: start,
                lastServed: now.time,
                source: .journal, totals: VersionTotals(requests: 41_000_000, errors: 12_300, from: start, to: now.time),
                reason: "served longest without an alarm"),
            VersionRecord(
                version: "5", verdict: .passedOver, served: .seconds(600), lastServed: ago(10 * 86_400), source: .deployment,
                totals: VersionTotals(requests: 9000, errors: 1080, from: ago(10 * 86_400), to: ago(10 * 86_400 - 600)),
                alarms: ["a", "b", "c", "d"], reason: "rolled back from on 10 Nov after 10 minutes, 12 % errors"),
            VersionRecord(version: "4", verdict: .older),
        ]
        assessments[Fleet.checkout]?.records = records
    }

    mutating func addTraces(_ findings: TraceFindings? = nil) {
        let found =
            findings
            ?? TraceFindings(
                downstream: [
                    .init(
                        name: "orders-table", type: "AWS::DynamoDB::Table", requests: 1290, faults: 104, errors: 2,
                        throttles: 101,
                        responseTime: 0.912),
                    .init(
                        name: "payments.internal", type: "remote", requests: 1288, faults: 0, errors: 0, throttles: 0,
                        responseTime: 0.045),
                    .init(
                        name: "audit-queue", type: "AWS::SQS::Queue", requests: 0, faults: 0, errors: 0, throttles: 0,
                        responseTime: nil),
                ],
                faults: [
                    .init(id: "1-65", at: ago(4), duration: 1.24, rootCause: ["checkout", "orders-table"]),
                    .init(id: "1-64", at: ago(9), duration: 0.93, rootCause: ["checkout", "orders-table"]),
                    .init(id: "1-63", at: ago(15), duration: 3, rootCause: []),
                ], from: ago(300), to: now.time)
        picture.apply(.traces(function: "checkout", found), at: now, interval: .seconds(30))
    }
}
