import HTTPTransport
import IncidentEngine
import IncidentModel
import Testing

@testable import AWSGateway

@Suite struct ReaderTests {
    private let target = Target(function: "checkout", alias: "prod")

    @Test func pagesAreFollowedUntilTheTokenEndsOrRepeats() async throws {
        func page(_ name: String, _ marker: String) -> ScriptedHTTP.Step {
            .reply(.json(#"{"Functions":[{"FunctionName":"\#(name)"}],"NextMarker":\#(marker)}"#))
        }
        let normal = ScriptedHTTP([page("a", #""x/= 1""#), page("b", "null")])
        #expect(try await LambdaReader(session: .scripted(normal)).functions() == ["a", "b"])
        #expect(normal.sent[1].url.hasSuffix("/2015-03-31/functions?Marker=x%2F%3D%201&MaxItems=50"))
        let looping = ScriptedHTTP([page("a", #""t""#), page("b", #""t""#)])
        #expect(try await LambdaReader(session: .scripted(looping)).functions() == ["a", "b"])
        let empty = ScriptedHTTP([page("a", #""""#)])
        #expect(try await LambdaReader(session: .scripted(empty)).functions() == ["a"])
    }

    @Test func versionsKeepNamesAndNeverValues() async throws {
        let http = ScriptedHTTP([
            .reply(
                .json(
                    #"{"Versions":[{"Version":"$LATEST"},{"Version":"7","Description":"x\u001b[31m","LastModified":"2026-11-20T21:08:20.123+0000","Environment":{"Variables":{"B_KEY":"hunter2","A_KEY":"x"}},"DeadLetterConfig":{"TargetArn":""},"MemorySize":256,"Timeout":9}]}"#
                ))
        ])
        let versions = try await LambdaReader(session: .scripted(http)).versions(of: "checkout")
        #expect(versions.map(\.version) == ["7"])
        #expect(versions[0].environmentNames == ["A_KEY", "B_KEY"])
        #expect(versions[0].description.text == "x\\x1B[31m")
        #expect(versions[0].publishedAt == Timestamp(rfc3339: "2026-11-20T21:08:20.123Z"))
        #expect(versions[0].deadLetterTarget == nil)
        #expect(!"\(versions)".contains("hunter2"))
    }

    @Test func functionNamesAndARNsAreOneSegment() {
        let cases = [
            ("checkout", "checkout"), ("$LATEST", "%24LATEST"), ("..", "%2E%2E"), ("a/b", "a%2Fb"),
            (
                "arn:aws:lambda:eu-west-1:123456789012:function:checkout",
                "arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Acheckout"
            ),
        ]
        for (name, segment) in cases {
            #expect(LambdaCalls.listAliases(of: name, marker: nil).path == "/2015-03-31/functions/\(segment)/aliases")
        }
    }

    @Test func hostileAlarmNamesAreMadeVisibleAndStayThemselves() async throws {
        let names = [
            "\u{1B}]52;c;aGk=\u{7}", "a\u{202E}b", "\u{9B}31m", "x\rOK", String(repeating: "long", count: 2500),
            "e\u{301}\u{301}\u{301}\u{301}",
        ]
        let alarms = names.map { JSONValue.object(["AlarmName": .string($0), "StateValue": "OK", "StateReason": .string($0)]) }
        let http = ScriptedHTTP([.reply(.json(JSONValue.object(["MetricAlarms": .array(alarms)]).canonical))])
        let read = try await CloudWatchReader(session: .scripted(http)).alarms()
        #expect(read.map(\.name.raw) == names)
        for alarm in read {
            #expect(alarm.name.text.count <= 255)
            for scalar in (alarm.name.text + alarm.reason.text).unicodeScalars {
                #expect(scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) && scalar.value != 0x202E)
            }
        }
    }

    @Test func logAlarmsAreReadToo() async throws {
        let http = ScriptedHTTP([
            .reply(.json(#"{"MetricAlarms":[],"LogAlarms":[{"AlarmName":"panics","StateValue":"ALARM","Threshold":3}]}"#))
        ])
        let alarm = try #require(try await CloudWatchReader(session: .scripted(http)).alarms().first)
        #expect(alarm.kind == .log)
        #expect(alarm.state == .alarm)
        #expect(alarm.threshold == 3)
        #expect(!alarm.watches(target))
        let asked = String(decoding: try #require(http.sent.first).body, as: UTF8.self)
        #expect(asked.contains("LogAlarm"))
    }

    @Test func anEndpointOlderThanLogAlarmsIsAskedForTheOthers() async throws {
        let http = ScriptedHTTP([
            .reply(.error(400, "ValidationError")), .reply(.json(#"{"MetricAlarms":[]}"#)),
            .reply(.json(#"{"MetricAlarms":[]}"#)),
        ])
        let reader = try CloudWatchReader(session: .scripted(http))
        for _ in 0..<2 {
            let alarms = try await reader.alarms()
            #expect(alarms.isEmpty)
        }
        let asked = http.sent.map { String(decoding: $0.body, as: UTF8.self).contains("LogAlarm") }
        #expect(asked == [true, false, false])
    }

    @Test func mathAlarmsTakeTheDimensionsTheirMetricsShare() async throws {
        func stat(_ metric: String, _ version: String) -> String {
            #"{"Id":"\#(metric.lowercased())","MetricStat":{"Metric":{"Namespace":"AWS/Lambda","MetricName":"\#(metric)","Dimensions":[{"Name":"FunctionName","Value":"checkout"},{"Name":"Resource","Value":"checkout:prod"},{"Name":"ExecutedVersion","Value":"\#(version)"}]},"Period":60,"Stat":"Sum"}}"#
        }
        let http = ScriptedHTTP([
            .reply(
                .json(
                    #"{"MetricAlarms":[{"AlarmName":"rate","StateValue":"ALARM","StateTransitionedTimestamp":1795212500,"Threshold":"Infinity","Metrics":[{"Id":"e1","Expression":"errors/invocations"},\#(stat("Errors", "6")),\#(stat("Invocations", "7"))]}]}"#
                ))
        ])
        let alarm = try #require(try await CloudWatchReader(session: .scripted(http)).alarms().first)
        #expect(alarm.dimensions == ["FunctionName": "checkout", "Resource": "checkout:prod"])
        #expect(alarm.watches(target))
        #expect(alarm.threshold == nil)
        #expect(alarm.since == Timestamp(seconds: 1_795_212_500))
        #expect(alarm.kind == .metric(namespace: "AWS/Lambda", name: "Errors"))
    }

    /// DescribeAlarms of an anomaly-detection alarm, as the CloudWatch API reference has it: no threshold, the id of the band's query.
    @Test func anAnomalyAlarmHasABandInsteadOfAThreshold() async throws {
        let http = ScriptedHTTP([
            .reply(
                .json(
                    #"{"MetricAlarms":[{"AlarmName":"band","StateValue":"ALARM","ActionsEnabled":false,"EvaluationState":"PARTIAL_DATA","ComparisonOperator":"GreaterThanUpperThreshold","ThresholdMetricId":"ad1","EvaluationPeriods":2,"Metrics":[{"Id":"m1","MetricStat":{"Metric":{"Namespace":"AWS/Lambda","MetricName":"Errors","Dimensions":[{"Name":"FunctionName","Value":"checkout"},{"Name":"Resource","Value":"checkout:prod"}]},"Period":60,"Stat":"Sum"},"ReturnData":true},{"Id":"ad1","Expression":"ANOMALY_DETECTION_BAND(m1, 2)","Label":"Errors (expected)","ReturnData":true}]},{"AlarmName":"plain","StateValue":"OK","ComparisonOperator":"GreaterThanThreshold","Threshold":5}]}"#
                ))
        ])
        let alarms = try await CloudWatchReader(session: .scripted(http)).alarms()
        let band = try #require(alarms.first)
        #expect(band.band == .above)
        #expect(band.bandMetric == "ad1")
        #expect(band.threshold == nil)
        #expect(band.evaluation == "PARTIAL_DATA")
        #expect(!band.actionsEnabled)
        #expect(band.watches(target))
        #expect(alarms[1].band == nil)
        #expect(alarms[1].evaluation == nil)
        #expect(alarms[1].actionsEnabled)
    }

    @Test func historyIsOldestFirst() async throws {
        func item(_ at: Int, _ to: String) -> String {
            #"{"AlarmName":"a","Timestamp":\#(at),"HistoryItemType":"StateUpdate","HistoryData":"{\"oldState\":{\"stateValue\":\"OK\"},\"newState\":{\"stateValue\":\"\#(to)\",\"stateReason\":\"why\"}}"}"#
        }
        let http = ScriptedHTTP([
            .reply(.json(#"{"AlarmHistoryItems":[\#(item(200, "ALARM"))],"NextToken":"n"}"#)),
            .reply(.json(#"{"AlarmHistoryItems":[\#(item(100, "INSUFFICIENT_DATA"))]}"#)),
        ])
        let history = try await CloudWatchReader(session: .scripted(http)).alarmHistory(since: Timestamp(seconds: 50))
        #expect(history.map(\.at) == [Timestamp(seconds: 100), Timestamp(seconds: 200)])
        #expect(history[1] == AlarmTransition(alarm: "a", at: Timestamp(seconds: 200), from: .ok, to: .alarm, reason: "why"))
    }

    @Test func metricsAreJoinedOverPagesAndSplitByVersion() async throws {
        let http = ScriptedHTTP([
            .reply(
                .json(
                    #"{"MetricDataResults":[{"Id":"m0","Timestamps":[120],"Values":[8],"StatusCode":"PartialData"},{"Id":"m4","Timestamps":[60],"Values":[2],"StatusCode":"Complete"},{"Id":"m6","Timestamps":[60,120],"Values":[1,"NaN"],"StatusCode":"Complete"}],"NextToken":"n"}"#
                )),
            .reply(.json(#"{"MetricDataResults":[{"Id":"m0","Timestamps":[60],"Values":[10],"StatusCode":"Complete"}]}"#)),
        ])
        let all = try await CloudWatchReader(session: .scripted(http)).metrics(
            [MetricRequest(target: target, versions: ["7"])], from: .epoch, to: Timestamp(seconds: 180))
        let metrics = try #require(all[target])
        #expect(metrics.whole.invocations.points.map(\.value) == [10, 8])
        #expect(metrics.whole.concurrency.latest?.value == 2)
        #expect(metrics.byVersion["7"]?.errors.points == [.init(at: Timestamp(seconds: 60), value: 1)])
        #expect(http.sent.count == 2)
    }

    @Test func concurrencyFallsBackToTheFunction() async throws {
        let none = #"{"MetricDataResults":[{"Id":"m0","Timestamps":[60],"Values":[10],"StatusCode":"Complete"}]}"#
        let http = ScriptedHTTP([.reply(.json(none)), .reply(.json(none)), .reply(.json(none))])
        let reader = CloudWatchReader(session: try .scripted(http))
        let request = [MetricRequest(target: target, versions: [])]
        let first = try await reader.metrics(request, from: .epoch, to: Timestamp(seconds: 180))
        #expect(first[target]?.whole.concurrency.latest?.value == 10)
        let fallback = String(decoding: http.sent[1].body, as: UTF8.self)
        #expect(fallback.contains("ConcurrentExecutions"))
        #expect(!fallback.contains("Resource"))
        // Known from now on: one call.
        _ = try? await reader.metrics(request, from: .epoch, to: Timestamp(seconds: 180))
        #expect(http.sent.count == 3)
    }

    @Test func callsHoldAtMost500Queries() async throws {
        let http = ScriptedHTTP(otherwise: { _ in .json(#"{"MetricDataResults":[]}"#) })
        let requests = (0..<101).map { MetricRequest(target: Target(function: "f\($0)", alias: "a"), versions: []) }
        let all = try await CloudWatchReader(session: .scripted(http)).metrics(requests, from: .epoch, to: Timestamp(seconds: 60))
        #expect(all.count == 101)
        let counts = http.sent.map { String(decoding: $0.body, as: UTF8.self).split(separator: "\"Id\"").count - 1 }
        #expect(counts == [500, 5])
    }
}
