import IncidentEngine
import IncidentModel
import TestSupport
import Testing

@testable import flipback

/// The question who writes, and its deadline.
struct CallerInTimeTests {
    /// Answers after a pause of the clock.
    private struct Slow: CallerReading {
        var pause: Duration
        var clock: ManualClock

        func caller() async throws(CallFailure) -> CallerIdentity {
            do { try await clock.sleep(for: pause) } catch {
                throw CallFailure(kind: .cancelled, service: "sts", operation: "GetCallerIdentity", message: "cancelled")
            }
            return CallerIdentity(account: Fixtures.account, arn: Fixtures.actor)
        }
    }

    /// Sleepers wake one after the other, once both the answer and the deadline are waited for.
    private func asked(pause: Duration) async -> (answer: Result<CallerIdentity, CallFailure>?, waited: Duration) {
        let clock = ManualClock()
        let began = clock.now.uptime
        let reader = Slow(pause: pause, clock: clock)
        async let answer = CallerInTime.ask(reader, within: .seconds(2), of: clock)
        let first = began + min(pause, .seconds(2))
        while clock.earliest != first { await Task.yield() }
        _ = clock.skipToNext()
        return (await answer, clock.now.uptime - began)
    }

    @Test func anAnswerInTimeIsTaken() async throws {
        let asked = await asked(pause: .milliseconds(1999))
        #expect(try asked.answer?.get().arn == Fixtures.actor)
    }

    @Test func nobodyWaitsLongerThanTheDeadline() async {
        let asked = await asked(pause: .seconds(3600))
        #expect(asked.answer == nil)
        #expect(asked.waited == .seconds(2))
    }

    @Test func aFailureIsAnAnswer() async {
        let region = FakeRegion(clock: ManualClock())
        region.always(.caller, .fail(.denied))
        let answer = await CallerInTime.ask(region, within: .seconds(2), of: ManualClock())
        #expect(throws: CallFailure.self) { try answer?.get() }
        #expect(answer != nil)
    }
}
