import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// How often and how far back figures and alarms are read, and what that costs.
extension WatcherTests {
    @Test func metricsAreAskedForInFullOnceAndThenOnlyTheLastMinutes() throws {
        let seen = try Self.watch(
            .seconds(200), arrange: Self.fleet(1),
            during: [
                (.zero, { watcher, _, _ in await watcher.focus(visible: [Self.target(1)], incident: []) })
            ])
        let spans = seen.region.log.filter { $0.call == .metrics && !$0.requests.isEmpty }.compactMap { entry in
            entry.from.map { (Fixtures.evening + (entry.at - seen.began) - $0).milliseconds / 60_000 }
        }
        #expect(spans.first == 180)
        #expect(spans.count >= 3)
        #expect(spans.dropFirst().allSatisfy { $0 <= 5 }, "\(spans)")
    }

    @Test func anAlarmedTargetGetsItsMetricsWithoutBeingOnScreen() throws {
        let seen = try Self.watch(
            .seconds(40),
            arrange: {
                Self.fleet(5)($0)
                $0.setAlarms([Fixtures.alarm("bad", .alarm, of: Self.target(3))])
            })
        #expect(seen.region.log.contains { $0.call == .metrics && $0.requests.map(\.target) == [Self.target(3)] })
    }

    @Test func alarmHistoryStartsFourteenDaysBackAndThenOverlaps() throws {
        let seen = try Self.watch(.seconds(70), arrange: Self.fleet(1))
        let since = seen.region.log.filter { $0.call == .history }.compactMap(\.from)
        #expect(since.first == Fixtures.evening - .seconds(14 * 86_400))
        #expect(since.dropFirst().first.map { $0 > Fixtures.evening - .seconds(180) } == true)
    }

    @Test func theCostOfMetricsIsShown() throws {
        let seen = try Self.watch(
            .seconds(300), arrange: Self.fleet(10),
            during: [
                (.zero, { watcher, _, _ in await watcher.focus(visible: (1...10).map(Self.target), incident: []) })
            ])
        // Ten targets, five metrics for the alias and five for its version, once a minute: 144,000 a day at $0.01 per 1,000; the full
        // windows of the start are in the average too.
        #expect(abs(seen.status.dollarsPerDay - 1.44) < 0.5, "\(seen.status.dollarsPerDay)")
    }

    @Test func metricsAreReadFourTimesAMinuteWhileAnIncidentIsOpen() throws {
        func asked(_ incident: [Target]) throws -> Int {
            let seen = try Self.watch(
                .seconds(185), arrange: Self.fleet(1),
                during: [(.zero, { watcher, _, _ in await watcher.focus(visible: [Self.target(1)], incident: incident) })])
            return seen.calls(.metrics).count
        }
        #expect(try asked([Self.target(1)]) >= 12)
        #expect(try asked([]) <= 6)
    }
}
