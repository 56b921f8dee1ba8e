import HTTPTransport
import IncidentEngine
import IncidentModel
import Testing

@testable import AWSGateway

@Suite struct TotalsTests {
    private let now = Timestamp(milliseconds: 1_795_212_500_000)
    private let target = Target(function: "checkout", alias: "prod")
    private func question(_ version: VersionID, ago: Int, lasting: Int) -> TotalsQuestion {
        TotalsQuestion(
            target: target, version: version, from: now - .seconds(ago), to: now - .seconds(ago) + .seconds(lasting))
    }

    @Test func theResolutionIsTheFinestThatIsStillKept() {
        let day = 86_400
        for (ago, lasting, period) in [
            (3600, 3600, 60), (14 * day, 600, 60), (15 * day, 600, 300), (3600, 2 * day, 300), (62 * day, 7 * day, 300),
            (63 * day, 600, 3600), (60 * day, 30 * day, 3600), (455 * day, 455 * day, 3600),
            (60 * 365 * day, 60 * 365 * day, 39_600),
        ] {
            #expect(TotalsPlan.period(from: now - .seconds(ago), to: now - .seconds(ago) + .seconds(lasting), now: now) == period)
        }
    }

    @Test func eachQuestionTakesItsOwnStretchOutOfASharedCall() async throws {
        // Two stretches of one version, and one of another, within a day.
        let early = question("6", ago: 7200, lasting: 600)
        let late = question("6", ago: 1200, lasting: 600)
        let other = question("7", ago: 6600, lasting: 5400)
        let none = TotalsQuestion(target: target, version: "8", from: now, to: now)
        func at(_ ago: Int) -> Int { Int(now.seconds) - ago }
        let http = ScriptedHTTP([
            .reply(
                .json(
                    #"{"MetricDataResults":[{"Id":"m0","Timestamps":[\#(at(7190)),\#(at(1100))],"Values":[10,5],"StatusCode":"Complete"},{"Id":"m1","Timestamps":[\#(at(7190))],"Values":[2],"StatusCode":"Complete"},{"Id":"m2","Timestamps":[\#(at(5000))],"Values":[100],"StatusCode":"Complete"},{"Id":"m3","Timestamps":[],"Values":[],"StatusCode":"Complete"}]}"#
                ))
        ])
        let all = try await CloudWatchReader(session: .scripted(http)).totals([late, early, other, none])
        #expect(all.count == 4)
        #expect(all[early] == VersionTotals(requests: 10, errors: 2, from: early.from, to: early.to))
        #expect(all[late] == VersionTotals(requests: 5, errors: 0, from: late.from, to: late.to))
        #expect(all[other]?.requests == 100 && all[other]?.errorRate == 0)
        #expect(all[none]?.requests == 0)
        #expect(http.sent.count == 1)
        let body = String(decoding: http.sent[0].body, as: UTF8.self)
        #expect(body.split(separator: #""Id""#).count - 1 == 4)
        #expect(body.contains(#""Period":60"#) && body.contains("ExecutedVersion"))
        // Whole minutes: 1795212500 is 20 s into one.
        #expect(body.contains(#""StartTime":1795205280"#) && body.contains(#""EndTime":1795211940"#))
    }

    @Test func callsKeepToBothLimits() {
        let questions = (0..<400).map { index in
            TotalsQuestion(
                target: Target(function: "f\(index)", alias: "a"), version: "1", from: now - .seconds(86_000), to: now)
        }
        let plan = TotalsPlan(questions, now: now)
        #expect(plan.calls.reduce(0) { $0 + $1.questions.count } == 400)
        for call in plan.calls {
            #expect(call.queries.count <= 500)
            let points = Int((call.end - call.start).inSeconds) / call.period * call.queries.count
            #expect(points <= TotalsPlan.pointsPerCall)
        }
        let short = (0..<600).map { index in
            TotalsQuestion(target: Target(function: "f\(index)", alias: "a"), version: "1", from: now - .seconds(60), to: now)
        }
        #expect(TotalsPlan(short, now: now).calls.map(\.queries.count).sorted() == [200, 500, 500])
    }

    @Test func theOldestWaitingEvent() async throws {
        func reply(_ values: String, _ times: String) -> ScriptedHTTP.Step {
            .reply(
                .json(
                    #"{"MetricDataResults":[{"Id":"m0","Timestamps":[\#(times)],"Values":[\#(values)],"StatusCode":"Complete"}]}"#
                ))
        }
        let http = ScriptedHTTP([
            reply("90000,1500.2", "1795212360,1795212420"), reply("", ""), reply("0", "1795212420"), reply("-5", "1795212420"),
            reply("1e300", "1795212420"),
        ])
        let reader = CloudWatchReader(session: try .scripted(http))
        #expect(try await reader.oldestAsyncEvent(of: "checkout", at: now) == .milliseconds(1501))
        for _ in 0..<3 { #expect(try await reader.oldestAsyncEvent(of: "checkout", at: now) == nil) }
        #expect(try await reader.oldestAsyncEvent(of: "checkout", at: now) == .seconds(31_536_000))
        let body = String(decoding: http.sent[0].body, as: UTF8.self)
        #expect(body.contains(#""MetricName":"AsyncEventAge""#) && !body.contains("Resource"))
    }

    @Test func whatIsInFlightOnOneVersion() async throws {
        let http = ScriptedHTTP([
            .reply(
                .json(
                    #"{"MetricDataResults":[{"Id":"m0","Timestamps":[1795212360,1795212420],"Values":[11,7],"StatusCode":"Complete"}]}"#
                )), .reply(.json(#"{"MetricDataResults":[{"Id":"m0","Timestamps":[],"Values":[],"StatusCode":"Complete"}]}"#)),
        ])
        let reader = CloudWatchReader(session: try .scripted(http))
        let target = Target(function: "checkout", alias: "prod")
        let found = try await reader.inFlight(on: "7", of: target, at: now)
        #expect(found?.value == 7 && found?.at == Timestamp(milliseconds: 1_795_212_420_000))
        #expect(try await reader.inFlight(on: "7", of: target, at: now) == nil)
        let body = String(decoding: http.sent[0].body, as: UTF8.self)
        for part in [#""ConcurrentExecutions""#, #""checkout:prod""#, #""ExecutedVersion""#, #""Maximum""#] {
            #expect(body.contains(part))
        }
    }
}
