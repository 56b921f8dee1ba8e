import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// The watcher's pace, priorities and back-off, in virtual time.
struct WatcherTests {
    /// Runs a watcher for a while; `during` is called at the times given, counted from the start.
    static func watch(
        _ time: Duration, gated: Bool = true, configuration: WatcherConfiguration = WatcherConfiguration(), steady: Double = 3,
        arrange: (FakeRegion) -> Void, during: [(Duration, @Sendable (Watcher, FakeRegion, RequestBudget) async -> Void)] = []
    ) throws -> Watched {
        let virtual = VirtualTime()
        let budget = RequestBudget(clock: virtual.clock, steady: steady)
        let region = FakeRegion(clock: virtual.clock, gate: gated ? budget : nil, latency: .milliseconds(10))
        arrange(region)
        let began = virtual.clock.now.uptime
        return try virtual.run { virtual in
            let watcher = Watcher(
                functions: region, alarms: region, metrics: region, caller: region, clock: virtual.clock, budget: budget,
                configuration: configuration)
            return try await withThrowingTaskGroup(of: [WatcherUpdate].self) { group in
                group.addTask {
                    await watcher.run()
                    return []
                }
                group.addTask {
                    var updates: [WatcherUpdate] = []
                    for await update in watcher.updates { updates.append(update) }
                    return updates
                }
                var gone = Duration.zero
                for (at, act) in during {
                    try await virtual.clock.sleep(for: at - gone)
                    gone = at
                    await act(watcher, region, budget)
                }
                try await virtual.clock.sleep(for: time - gone)
                let status = await budget.status
                group.cancelAll()
                var updates: [WatcherUpdate] = []
                for try await some in group { updates += some }
                return Watched(region: region, updates: updates, began: began, status: status)
            }
        }
    }

    struct Watched: Sendable {
        var region: FakeRegion
        var updates: [WatcherUpdate]
        var began: Duration
        var status: BudgetStatus

        func calls(_ call: FakeRegion.Call, _ subject: String? = nil) -> [Duration] {
            region.log.filter { $0.call == call && (subject == nil || $0.subject == subject) }.map { $0.at - began }
        }

        var picture: FleetPicture {
            var picture = FleetPicture(region: "")
            for update in updates { picture.apply(update.observation, at: update.at, interval: update.interval) }
            return picture
        }
    }

    static func fleet(_ count: Int) -> (FakeRegion) -> Void {
        { region in
            for number in 1...count {
                let name = "f\(number.padded(4))"
                region.set(Target(function: name, alias: "prod"), Routing(pointer: "2"))
                region.setVersions(
                    [Fixtures.version("1", published: .seconds(7200)), Fixtures.version("2", published: .seconds(3600))], of: name
                )
            }
        }
    }

    static func target(_ number: Int) -> Target { Target(function: "f\(number.padded(4))", alias: "prod") }

    @Test func itLearnsAccountFunctionsAliasesVersionsAlarmsAndMetrics() throws {
        let seen = try Self.watch(
            .seconds(20), arrange: Self.fleet(3),
            during: [
                (
                    .zero,
                    { watcher, _, _ in
                        await watcher.focus(visible: [Self.target(1)], incident: [])
                    }
                )
            ])
        let picture = seen.picture
        #expect(picture.account == Fixtures.account)
        #expect(picture.functions?.value.count == 3)
        #expect(picture.aliases.count == 3)
        #expect(picture.versions.count == 3)
        #expect(picture.alarms != nil)
        #expect(picture.transitions != nil)
        #expect(picture.metrics[Self.target(1)] != nil)
        #expect(picture.metrics[Self.target(2)] == nil)
        #expect(picture.budget.limit == 3)
        #expect(seen.region.count(.update) == 0)
    }

    @Test func aSessionNearItsEndIsAskedForOftenAndARenewalIsSeenSoon() throws {
        let start = VirtualTime().clock.now.time
        let seen = try Self.watch(
            .seconds(1500), arrange: { $0.setSessionEnd(start + .seconds(1000)) },
            during: [(.seconds(950), { _, region, _ in region.setSessionEnd(start + .seconds(3600)) })])
        let calls = seen.calls(.caller)
        // Five minutes apart while there is time, a quarter of a minute towards the end, and calm again once it is renewed.
        #expect(calls.filter { $0 < .seconds(590) }.count == 2)
        #expect(calls.filter { $0 >= .seconds(590) && $0 < .seconds(950) }.count >= 20)
        #expect(calls.contains { $0 >= .seconds(950) && $0 <= .seconds(966) })
        #expect(calls.filter { $0 > .seconds(966) }.count <= 2)
        #expect(seen.picture.caller?.value.expiresAt == start + .seconds(3600))
    }

    @Test func whatTheAccountHangsOnIsTriedAgainAfterItsBackOffAndNotAfterItsPace() throws {
        let seen = try Self.watch(
            .seconds(60),
            arrange: { region in
                Self.fleet(2)(region)
                for call in [FakeRegion.Call.functions, .caller] {
                    region.script(call, [.fail(.credentials), .fail(.credentials)])
                }
            })
        for call in [FakeRegion.Call.functions, .caller] {
            let third = seen.calls(call).dropFirst(2).first
            #expect(third.map { $0 < .seconds(20) } == true, "\(call): \(seen.calls(call))")
        }
        #expect(seen.picture.account == Fixtures.account && seen.picture.aliases.count == 2)
    }

    @Test func focusedTwiceAsOftenAsVisibleAndBothBeforeTheRest() throws {
        let seen = try Self.watch(
            .seconds(60), arrange: Self.fleet(30),
            during: [
                (
                    .zero,
                    { watcher, _, _ in
                        await watcher.focus(visible: [Self.target(2)], selected: nil, incident: [Self.target(1)])
                    }
                )
            ])
        let focused = seen.calls(.aliases, "f0001")
        let visible = seen.calls(.aliases, "f0002")
        let rest = seen.calls(.aliases, "f0003")
        #expect((26...31).contains(focused.count), "\(focused.count)")
        #expect((10...13).contains(visible.count), "\(visible.count)")
        #expect((2...5).contains(rest.count), "\(rest.count)")
        #expect((focused.first ?? .seconds(9)) < .seconds(1))
        let others = Set((3...30).map { seen.calls(.aliases, Self.target($0).function).count })
        #expect(others.allSatisfy { $0 >= 2 }, "everybody gets a turn: \(others)")
    }

    @Test func theBudgetHolds() throws {
        let seen = try Self.watch(
            .seconds(60), arrange: Self.fleet(500),
            during: [
                (
                    .zero,
                    { watcher, _, _ in
                        await watcher.focus(visible: (1...50).map(Self.target), incident: [])
                    }
                )
            ])
        let lambda = seen.region.log.filter { [.functions, .aliases, .versions].contains($0.call) }
        #expect(lambda.count <= 3 * 60 + 3 + 4, "\(lambda.count)")
        #expect(lambda.count >= 3 * 60 - 10)
        #expect(seen.status.requestsPerSecond <= 3.1)
        // What is not on screen is read all the same.
        #expect(lambda.contains { $0.call == .aliases && $0.subject > "f0050" })
    }

    @Test func anIncidentWidensTheBudget() throws {
        let seen = try Self.watch(
            .seconds(60), arrange: Self.fleet(500),
            during: [
                (
                    .zero,
                    { _, _, budget in
                        await budget.setIncident(true)
                    }
                )
            ])
        let lambda = seen.region.log.filter { [.functions, .aliases, .versions].contains($0.call) }
        #expect((440...500).contains(lambda.count), "\(lambda.count)")
        #expect(seen.status.limit == 8)
    }

    @Test func betweenDuePollsNothingRuns() throws {
        let seen = try Self.watch(.seconds(120), arrange: Self.fleet(1))
        // One function: aliases every 15 s, alarms every 10 s, history and metrics now and then; nothing in between.
        let times = Set(seen.region.log.map { $0.at.milliseconds / 100 })
        #expect(times.count <= 45, "\(times.count) moments of work in 120 s")
        #expect(seen.calls(.alarms).count == 12)
        #expect(seen.calls(.aliases).count == 8)
        #expect(seen.calls(.history).count == 2)
        #expect(seen.calls(.functions).count == 1)
        #expect(seen.calls(.caller).count == 1)
        #expect(seen.calls(.metrics).isEmpty, "nothing is focused, visible or alarmed")
    }

    @Test func aFailedPollBacksOffUpToHalfAMinuteAndIsReported() throws {
        let seen = try Self.watch(
            .seconds(200),
            arrange: {
                Self.fleet(1)($0)
                $0.always(.alarms, .fail(.server))
            })
        let times = seen.calls(.alarms)
        let waits = zip(times.dropFirst(), times).map { ($0 - $1).milliseconds / 1000 }
        #expect(waits.prefix(3).allSatisfy { $0 == 10 }, "the interval is longer than the first back-offs: \(waits)")
        #expect(waits.last == 30)
        #expect(seen.picture.failures[.alarms]?.kind == .server)
        #expect(seen.updates.contains { if case .failed(.alarms, _) = $0.observation { true } else { false } })
    }

    @Test func afterAFailureTheOldDataStaysWithTheFailureBesideIt() throws {
        let seen = try Self.watch(
            .seconds(30), arrange: Self.fleet(1),
            during: [
                (
                    .seconds(14),
                    { _, region, _ in
                        region.always(.aliases, .fail(.unreachable))
                    }
                )
            ])
        let alias = try #require(seen.picture.aliases[Self.target(1)])
        #expect(alias.failure?.kind == .unreachable)
        #expect(alias.value.routing == Routing(pointer: "2"))
    }

    @Test func aThrottledServiceSlowsThePollersDownAndRecovers() throws {
        let seen = try Self.watch(
            .seconds(120), arrange: Self.fleet(500),
            during: [
                (.seconds(30), { _, region, _ in region.always(.aliases, .fail(.throttled)) }),
                (.seconds(60), { _, region, _ in region.always(.aliases, nil) }),
            ])
        let times = seen.calls(.aliases) + seen.calls(.versions)
        func rate(_ from: Int, _ to: Int) -> Double {
            Double(times.count { $0 >= .seconds(from) && $0 < .seconds(to) }) / Double(to - from)
        }
        #expect(rate(10, 30) > 2.5)
        #expect(rate(40, 60) < 1, "\(rate(40, 60))")
        #expect(rate(100, 120) > 2.5, "\(rate(100, 120))")
    }

    @Test func refreshComesBeforeEverythingElse() throws {
        let seen = try Self.watch(
            .seconds(40), arrange: Self.fleet(500),
            during: [
                (.seconds(30), { watcher, _, _ in await watcher.refresh(Self.target(499)) })
            ])
        let next = seen.calls(.aliases, "f0499").filter { $0 >= .seconds(30) }
        #expect((next.first ?? .seconds(99)) < .milliseconds(30_800), "\(next)")
    }

    @Test func aMovedPointerIsFollowedByItsVersionsAndMetricsAtOnce() throws {
        let seen = try Self.watch(
            .seconds(30), arrange: Self.fleet(1),
            during: [
                (.zero, { watcher, _, _ in await watcher.focus(visible: [], selected: Self.target(1), incident: []) }),
                (
                    .seconds(21),
                    { _, region, _ in
                        region.setVersions(["1", "2", "3"].map { Fixtures.version($0, published: .seconds(60)) }, of: "f0001")
                        region.move(Self.target(1), to: Routing(pointer: "3"))
                    }
                ),
            ])
        #expect(seen.calls(.versions, "f0001").contains { $0 > .seconds(21) && $0 < .seconds(24) })
        let asked = seen.region.log.filter { $0.call == .metrics && $0.at - seen.began > .seconds(21) }
        #expect(asked.first?.requests.first?.versions.contains("3") == true)
        #expect(asked.first.map { $0.at - seen.began < .seconds(24) } == true)
        // A version not asked for before gets its whole window.
        #expect(asked.first?.from.map { $0 < Fixtures.evening - .seconds(170 * 60) } == true)
    }

    @Test func afterAStandstillEverythingIsReadAgain() throws {
        let seen = try Self.watch(
            .seconds(21), arrange: Self.fleet(2),
            during: [
                (.seconds(20), { watcher, _, _ in await watcher.markAllStale() })
            ])
        for call in [FakeRegion.Call.caller, .functions, .alarms] {
            #expect(seen.calls(call).contains { $0 >= .seconds(20) }, "\(call)")
        }
    }
}
