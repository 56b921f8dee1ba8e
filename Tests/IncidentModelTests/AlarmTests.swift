import IncidentModel
import Testing

@Suite("Alarms of a target")
struct AlarmTests {
    private let target = Target(function: "checkout", alias: "prod")

    private func metric(_ name: DisplayText, _ dimensions: [String: String]) -> Alarm {
        Alarm(name: name, kind: .metric(namespace: "AWS/Lambda", name: "Errors"), state: .ok, dimensions: dimensions)
    }

    private func composite(_ name: DisplayText, _ rule: String) -> Alarm {
        Alarm(name: name, kind: .composite(rule: rule), state: .ok)
    }

    private func names(_ alarms: [Alarm]) -> [String] {
        var picture = FleetPicture(region: "eu-west-1")
        picture.apply(.alarms(alarms), at: Now(time: .epoch, uptime: .zero), interval: .seconds(10))
        return picture.alarms(of: target).map(\.name.raw)
    }

    @Test("metric alarms by their dimensions")
    func metrics() {
        #expect(metric("a", ["FunctionName": "checkout", "Resource": "checkout:prod"]).watches(target))
        #expect(metric("a", ["FunctionName": "checkout", "Resource": "checkout:prod", "ExecutedVersion": "7"]).watches(target))
        #expect(metric("a", ["FunctionName": "checkout"]).watches(target))
        #expect(!metric("a", ["FunctionName": "checkout", "Resource": "checkout:beta"]).watches(target))
        #expect(!metric("a", ["FunctionName": "checkout", "ExecutedVersion": "7"]).watches(target))
        #expect(!metric("a", ["FunctionName": "payments"]).watches(target))
        #expect(!metric("a", [:]).watches(target))
    }

    @Test(
        "composite alarms that name one of them, in every way a rule can",
        arguments: [
            "ALARM(\"errors\")", "ALARM('errors')", "ALARM(errors)", "ALARM( errors )", "ALARM ( \"errors\" ) OR OK(x)",
            "NOT OK(errors)",
            "INSUFFICIENT_DATA(errors)", "(ALARM(other) AND (ALARM(\"errors\")))", "TRUE AND ALARM(\"errors\")",
            "ALARM(\"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors\")",
            "ALARM(arn:aws-cn:cloudwatch:cn-north-1:1:alarm:errors)",
        ])
    func composites(rule: String) {
        let alarms = [metric("errors", ["FunctionName": "checkout"]), composite("paging", rule), metric("other", [:])]
        #expect(names(alarms) == ["errors", "paging"])
    }

    @Test(
        "rules that only look as if they named it",
        arguments: [
            "ALARM(\"errors-beta\")", "ALARM(my errors)", "errors", "ALARM(\"it's (errors)\")", "", "ALARM(", "ALARM(\"errors",
            "FOO(errors)", "((((", "ALARM(\"\\",
        ])
    func lookalikes(rule: String) {
        let expected = rule == "ALARM(\"errors" ? ["errors", "paging"] : ["errors"]
        #expect(names([metric("errors", ["FunctionName": "checkout"]), composite("paging", rule)]) == expected)
    }

    @Test("names with parentheses, quotes and colons")
    func oddNames() {
        let alarms = [
            metric("5xx (checkout) \"hot\": now", ["FunctionName": "checkout"]),
            composite("p", "ALARM(\"5xx (checkout) \\\"hot\\\": now\")"),
        ]
        #expect(names(alarms).count == 2)
    }

    @Test("composites of composites, in any order, also in a circle, and no deeper than eight")
    func depth() {
        let chain = (1...10).map { composite(DisplayText("c\($0)"), "ALARM(c\($0 - 1))") }.reversed()
        let base = metric("c0", ["FunctionName": "checkout"])
        #expect(Set(names(chain + [base])) == Set((0...8).map { "c\($0)" }))
        let circle = [
            composite("x", "ALARM(y) OR ALARM(base)"), composite("y", "ALARM(x)"), metric("base", ["FunctionName": "checkout"]),
        ]
        #expect(names(circle) == ["x", "y", "base"])
    }

    @Test("errors ÷ requests, minute by minute; no minute is invented")
    func errorRate() {
        func series(_ values: [(Int64, Double)]) -> MetricSeries {
            MetricSeries(values.map { .init(at: Timestamp(milliseconds: $0.0 * 60_000), value: $0.1) })
        }
        var metrics = TrafficMetrics()
        metrics.invocations = series([(1, 100), (2, 0), (3, 50), (4, 1)])
        metrics.errors = series([(1, 8), (2, 0), (4, 3), (5, 9)])
        #expect(metrics.errorRate == series([(1, 0.08), (3, 0), (4, 1)]))
    }
}
