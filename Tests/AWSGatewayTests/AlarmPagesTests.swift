import HTTPTransport
import IncidentModel
import Synchronization
import Testing

@testable import AWSGateway

/// Alarms read again and again: what is the same is not decoded anew, and whatever differs is seen.
struct AlarmPagesTests {
    private static func page(_ names: [String], _ state: String = "OK", next: String? = nil) -> ScriptedHTTP.Step {
        let alarms = names.map { #"{"AlarmName":"\#($0)","StateValue":"\#(state)"}"# }.joined(separator: ",")
        let token = next.map { #","NextToken":"\#($0)""# } ?? ""
        return .reply(.json(#"{"MetricAlarms":[\#(alarms)]\#(token)}"#))
    }

    private static func place(_ alarms: [Alarm]) -> UnsafeRawPointer? {
        alarms.withUnsafeBytes { $0.baseAddress }
    }

    private static func told(_ alarms: [Alarm]) -> [String] { alarms.map { "\($0.name) \($0.state.rawValue)" } }

    @Test func theSamePagesAreTheSameArray() async throws {
        let pages = [Self.page(["a", "b"], next: "2"), Self.page(["c"])]
        let reader = try CloudWatchReader(session: .scripted(ScriptedHTTP(pages + pages)))
        let (first, second) = (try await reader.alarms(), try await reader.alarms())
        #expect(Self.told(first) == ["a OK", "b OK", "c OK"])
        #expect(first == second)
        #expect(Self.place(first) == Self.place(second))
    }

    /// What the second reading answers, and what is then known.
    @Test(arguments: [
        // A later page only.
        ([page(["a"], next: "2"), page(["b"], "ALARM")], ["a OK", "b ALARM"]),
        ([page(["a"], "ALARM", next: "2"), page(["b"])], ["a ALARM", "b OK"]),
        // One page fewer, with a first page that says so; one more; the order changed; all gone.
        ([page(["a"])], ["a OK"]),
        ([page(["a"], next: "2"), page(["b"], next: "3"), page(["c"])], ["a OK", "b OK", "c OK"]),
        ([page(["b"], next: "2"), page(["a"])], ["b OK", "a OK"]),
        ([page([])], []),
    ])
    func whateverDiffersIsSeen(_ steps: [ScriptedHTTP.Step], _ expected: [String]) async throws {
        let start = [Self.page(["a"], next: "2"), Self.page(["b"])]
        let reader = try CloudWatchReader(session: .scripted(ScriptedHTTP(start + steps + start)))
        _ = try await reader.alarms()
        #expect(Self.told(try await reader.alarms()) == expected)
        // And back again: the reading in between is the one that counts.
        #expect(Self.told(try await reader.alarms()) == ["a OK", "b OK"])
    }

    @Test func aReadingThatFailsHalfwayLeavesNothingBehind() async throws {
        let start = [Self.page(["a"], next: "2"), Self.page(["b"])]
        let cut: [ScriptedHTTP.Step] = [Self.page(["a"], "ALARM", next: "2"), .reply(.json("{}"))]
        let reader = try CloudWatchReader(session: .scripted(ScriptedHTTP(start + cut + start)))
        _ = try await reader.alarms()
        await #expect(throws: CallFailure.self) { _ = try await reader.alarms() }
        #expect(Self.told(try await reader.alarms()) == ["a OK", "b OK"])
    }

    // MARK: - Only those that are not OK

    /// Four pages of one alarm each, so that asking for two states is half the work.
    private static func all(_ states: [String] = ["OK", "ALARM", "INSUFFICIENT_DATA", "OK"]) -> [ScriptedHTTP.Step] {
        zip(["a", "b", "c", "d"], states).enumerated().map { page([$1.0], $1.1, next: $0 < 3 ? "\($0 + 2)" : nil) }
    }

    private static func asked(_ http: ScriptedHTTP) -> [String] {
        http.sent.map { request in
            let body = String(decoding: request.body, as: UTF8.self)
            return ["ALARM", "INSUFFICIENT_DATA", "OK"].first { body.contains(#""StateValue":"\#($0)""#) } ?? "all"
        }
    }

    private static func reader(_ steps: [ScriptedHTTP.Step], _ clock: ManualUptime) throws -> (CloudWatchReader, ScriptedHTTP) {
        let http = ScriptedHTTP(steps)
        return (CloudWatchReader(session: try .scripted(http), uptime: { clock.now }), http)
    }

    @Test func aLargeAccountIsAskedForWhatIsNotOKAndForAllOnceAMinute() async throws {
        let clock = ManualUptime()
        let quick = [Self.page(["b"], "ALARM"), Self.page(["c"], "INSUFFICIENT_DATA")]
        let (reader, http) = try Self.reader(Self.all() + quick + Self.all(), clock)
        let first = try await reader.alarms()
        clock.now = .seconds(59)
        let second = try await reader.alarms()
        #expect(Self.place(first) == Self.place(second))
        clock.now = .seconds(60)
        #expect(try await reader.alarms() == first)
        #expect(Self.asked(http) == ["all", "all", "all", "all", "ALARM", "INSUFFICIENT_DATA", "all", "all", "all", "all"])
    }

    /// What the two questions are answered, and what all alarms are then.
    @Test(arguments: [
        // One more rings, none rings, another one rings, the one that rings says something else.
        ([page(["b", "a"], "ALARM")], ["ALARM", "ALARM", "INSUFFICIENT_DATA", "OK"]),
        ([page([])], ["OK", "OK", "INSUFFICIENT_DATA", "OK"]),
        ([page(["a"], "ALARM")], ["ALARM", "OK", "INSUFFICIENT_DATA", "OK"]),
        // One that had data has none, one that had none has.
        (
            [page(["b"], "ALARM"), page(["c", "d"], "INSUFFICIENT_DATA")],
            ["OK", "ALARM", "INSUFFICIENT_DATA", "INSUFFICIENT_DATA"]
        ),
        ([page(["b"], "ALARM"), page([])], ["OK", "ALARM", "OK", "OK"]),
    ])
    func anyDifferenceHasAllReadAtOnce(_ quick: [ScriptedHTTP.Step], _ states: [String]) async throws {
        let clock = ManualUptime()
        let (reader, http) = try Self.reader(Self.all() + quick + Self.all(states), clock)
        _ = try await reader.alarms()
        clock.now = .seconds(10)
        #expect(try await reader.alarms().map(\.state.rawValue) == states)
        #expect(http.sent.count == 8 + quick.count)
    }

    @Test func whereMostHaveNoDataAllAreReadEachTime() async throws {
        let clock = ManualUptime()
        let names = (0..<150).map { "n\($0)" }
        let pages = [Self.page(names, "INSUFFICIENT_DATA", next: "2")] + Self.all().dropFirst()
        let (reader, http) = try Self.reader(pages + pages, clock)
        _ = try await reader.alarms()
        clock.now = .seconds(10)
        _ = try await reader.alarms()
        #expect(Set(Self.asked(http)) == ["all"])
    }

    @Test func aQuestionThatFailsIsAFailureOfTheReading() async throws {
        let clock = ManualUptime()
        let (reader, _) = try Self.reader(Self.all() + [Self.page(["b"], "ALARM"), .reply(.json("{}"))], clock)
        _ = try await reader.alarms()
        clock.now = .seconds(10)
        await #expect(throws: CallFailure.self) { _ = try await reader.alarms() }
    }
}

private final class ManualUptime: Sendable {
    private let value = Mutex(Duration.zero)
    var now: Duration {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}
