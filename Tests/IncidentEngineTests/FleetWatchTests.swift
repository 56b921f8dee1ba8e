import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// Large fleets in virtual time: nothing starves, the budget holds, and what matters goes first. `FleetWatchProofTests` has the largest ones.
struct FleetWatchTests {
    private static func names(_ range: ClosedRange<Int>) -> [Target] { range.map(WatchedFleet.target) }

    private static func seenAll(_ seen: FleetBench.Seen) -> (at: Duration, rows: Int)? {
        let first = seen.updates.first?.at.uptime ?? .zero
        for update in seen.updates {
            guard case .budget(let status) = update.observation, status.rowsKnown > 0, status.rowsSeen == status.rowsKnown else {
                continue
            }
            return (update.at.uptime - first, status.rowsKnown)
        }
        return nil
    }

    private static func perMinute(_ calls: [WatchedFleet.Call]) -> [Int] {
        Dictionary(grouping: calls.filter(FleetBench.isControlPlane)) { $0.at.milliseconds / 60_000 }.values.map(\.count)
    }

    @Test func everyRowIsSeenOnceAndHasItsVersionsWithinTheBound() throws { try Self.sweep(1000) }

    static func sweep(_ size: Int) throws {
        let bench = FleetBench(size: size, time: .seconds(Int64(size) * 2 * 100 / 282 + 60))
        let seen = try bench.run()
        let aliases = seen.reads("ListAliases")
        let versions = seen.reads("ListVersionsByFunction")
        #expect(aliases.count == size, "\(Dictionary(grouping: seen.calls, by: \.operation).mapValues(\.count))")
        #expect(versions.count == size, "\(Dictionary(grouping: seen.calls, by: \.operation).mapValues(\.count))")
        // Three of four of the first reads are aliases; the list of functions takes a few pages.
        let rate = 3.0 * 0.94
        let rows = aliases.values.compactMap(\.first).max() ?? .zero
        let lists = versions.values.compactMap(\.first).max() ?? .zero
        #expect(rows < .seconds(Double(size) / (rate * 0.75)), "\(rows)")
        #expect(lists < .seconds(Double(size) * 2 / rate), "\(lists)")
        let told = try #require(seenAll(seen))
        #expect(told.rows == size)
        #expect(abs(told.at.inSeconds - rows.inSeconds) < 3)
        #expect(perMinute(seen.calls).allSatisfy { $0 <= 3 * 60 + 4 })
    }

    @Test func whatAnAlarmTellsOfIsReadBeforeTheRest() throws {
        let alarmed = Self.names(900...904)
        let seen = try FleetBench(
            size: 1000, time: .seconds(60),
            acts: [
                (
                    .zero,
                    { scene in
                        scene.fleet.change { state in
                            state.alarms = alarmed.map { Fixtures.alarm(DisplayText("\($0.function)-errors"), .alarm, of: $0) }
                        }
                    }
                ), (.seconds(5), { await $0.watcher.focus(visible: Self.names(1...12), incident: []) }),
            ]
        ).run()
        let aliases = seen.reads("ListAliases")
        for target in alarmed { #expect((aliases[target.function]?.first ?? .seconds(99)) < .seconds(40), "\(target)") }
    }

    @Test func rowsOnTheScreenHaveTheirVersionsWithinSeconds() throws {
        let seen = try FleetBench(
            size: 1000, time: .seconds(60),
            acts: [(.seconds(10), { await $0.watcher.focus(visible: Self.names(700...711), incident: []) })]
        ).run()
        let versions = seen.reads("ListVersionsByFunction")
        for target in Self.names(700...711) {
            #expect((versions[target.function]?.first ?? .seconds(99)) < .seconds(10 + 20), "\(target)")
        }
    }

    @Test func nobodyWaitsLongerThanTwiceTheFairRound() throws { try Self.rounds(150, shown: 20, time: .seconds(2000)) }

    static func rounds(_ size: Int, shown: Int, time: Duration) throws {
        let seen = try FleetBench(
            size: size, time: time,
            further: { FurtherReading(provisioned: $0, wiring: $0) },
            acts: [
                (
                    .zero,
                    {
                        await $0.watcher.focus(visible: names(1...shown), selected: WatchedFleet.target(7), incident: [])
                    }
                )
            ]
        ).run()
        var interval: [String: Duration] = [:]
        for update in seen.updates {
            guard case .aliases(let function, _) = update.observation else { continue }
            interval[function] = update.interval
        }
        var worst = 0.0
        for (function, times) in seen.reads("ListAliases") {
            let expected = try #require(interval[function]).inSeconds
            for (earlier, later) in zip(times, times.dropFirst()) {
                worst = max(worst, (later - earlier).inSeconds / expected)
            }
            worst = max(worst, (time - (times.last ?? .zero)).inSeconds / expected)
            #expect(times.count >= 3, "\(function)")
        }
        #expect(worst <= 2, "\(worst)")
        #expect(perMinute(seen.calls).allSatisfy { $0 <= 3 * 60 + 4 })
    }

    @Test func aNewIncidentsTargetsAreReadAtOnce() throws {
        let incident = Self.names(980...999)
        let seen = try FleetBench(
            size: 1000, time: .seconds(330),
            acts: [
                (.zero, { await $0.watcher.focus(visible: Self.names(1...50), incident: []) }),
                (
                    .seconds(300),
                    {
                        await $0.budget.setIncident(true)
                        await $0.watcher.focus(visible: Self.names(1...50), incident: incident)
                    }
                ),
            ]
        ).run()
        let reads = seen.reads("ListAliases")
        let first = incident.map { target in reads[target.function]?.first { $0 >= .seconds(300) } ?? .seconds(999) }
        // Twenty at eight a second, of which the focused get sixteen parts of what is wanted.
        #expect((first.max() ?? .zero) < .seconds(306), "\(first)")
        #expect((first.min() ?? .zero) < .milliseconds(300_800), "\(first)")
        // And the screen goes on.
        #expect(Self.names(1...50).contains { target in reads[target.function]?.contains { $0 > .seconds(306) } == true })
    }

    @Test func theWiringOfWhatIsOnTheScreenWaitsForEveryRowToBeSeen() throws {
        // While an account is read for the first time, what is on the screen changes every few seconds.
        let acts = (0..<60).map { step -> (Duration, FleetBench.Act) in
            (.seconds(step * 5), { await $0.watcher.focus(visible: Self.names((1 + step * 5)...(15 + step * 5)), incident: []) })
        }
        let seen = try FleetBench(
            size: 400, time: .seconds(900), further: { FurtherReading(wiring: $0) }, acts: acts
        ).run()
        let rows = seen.reads("ListAliases").values.compactMap(\.first)
        #expect(rows.count == 400)
        let swept = try #require(rows.max())
        let lists = try #require(seen.reads("ListVersionsByFunction").values.compactMap(\.first).max())
        let listed = try #require(seen.at("ListFunctions").prefix(8).last) + .seconds(2)
        let wiring = seen.calls.filter { $0.operation == "GetPolicy" }.map(\.at)
        #expect(!wiring.contains { $0 > listed && $0 < min(swept, lists) }, "\(wiring)")
        #expect(!wiring.isEmpty)
    }

    @Test func aLargeIncidentIsReadOnceBeforeAnyOfItsAliasesAreReadAgainAndAgain() throws {
        let incident = Self.names(1...100)
        let seen = try FleetBench(
            size: 300, time: .seconds(60), further: { FurtherReading(provisioned: $0, probing: $0, wiring: $0) },
            acts: [
                (
                    .zero,
                    {
                        await $0.budget.setIncident(true)
                        await $0.watcher.focus(visible: Self.names(1...9), incident: incident)
                    }
                )
            ]
        ).run()
        // An alias and a list of versions of each, at eight a second: with these a target can be armed.
        let needed = ["ListAliases", "ListVersionsByFunction"].flatMap { operation in
            let reads = seen.reads(operation)
            return incident.map { reads[$0.function]?.first ?? .seconds(999) }
        }
        #expect((needed.max() ?? .zero) < .seconds(200 / 8.0 * 2), "\(needed.max() ?? .zero)")
    }

    @Test func aRollbackLeavesAtOnceInTheMiddleOfTheSweep() throws {
        let seen = try FleetBench(
            size: 1000, time: .seconds(130), further: { FurtherReading(probing: $0, wiring: $0) },
            acts: [
                (
                    .seconds(120),
                    { scene in
                        try await RequestLane.$current.withValue(.operator) {
                            for number in 1...10 { _ = try await scene.fleet.alias(WatchedFleet.target(number)) }
                        }
                    }
                )
            ]
        ).run()
        let sent = seen.calls.filter { $0.lane == .operator }.map(\.at)
        #expect(sent.count == 10)
        // Ten round trips of 20 ms, one after the other, and no waiting in between.
        #expect(sent.first == .seconds(120))
        #expect(sent.last == .seconds(120) + .milliseconds(180))
        // The pollers give way by what the operator took.
        let after = seen.calls.filter { $0.lane == .poll && FleetBench.isControlPlane($0) && $0.at > .seconds(120) }
        #expect(after.count { $0.at < .seconds(123) } <= 4, "\(after.map(\.at))")
    }

    @Test func aChangedPointerIsFoundByItsFingerprintLongBeforeItsTurn() throws {
        let target = WatchedFleet.target(200)
        let seen = try FleetBench(
            size: 400, time: .seconds(1500), steady: 1.2, further: { FurtherReading(probing: $0) },
            acts: [
                (.seconds(800), { $0.fleet.move(target, to: Routing(pointer: "1")) }),
                (.seconds(900), { $0.fleet.move(WatchedFleet.target(300), to: Routing(pointer: "2", weights: ["1": 0.1])) }),
            ]
        ).run()
        func known(_ target: Target, _ routing: Routing) -> Duration? {
            let first = seen.updates.first?.at.uptime ?? .zero
            return seen.updates.first { update in
                guard case .aliases(_, let states) = update.observation else { return false }
                return states.contains { $0.target == target && $0.routing == routing }
            }.map { $0.at.uptime - first }
        }
        let pointer = try #require(known(target, Routing(pointer: "1")))
        #expect(pointer < .seconds(800 + 55), "\(pointer)")
        // A change of weights alone waits for its turn, and no longer than twice that.
        let weights = try #require(known(WatchedFleet.target(300), Routing(pointer: "2", weights: ["1": 0.1])))
        #expect(weights < .seconds(900) + .seconds(400 / 1.2 * 1.25), "\(weights)")
        let probes = Dictionary(grouping: seen.at("GetFunction")) { $0.milliseconds / 1000 }.values.map(\.count)
        #expect((probes.max() ?? 0) <= 40)
        #expect(seen.at("GetFunction").count < 1500 * 20)
    }

    @Test func aSmallFleetIsNotSwept() throws {
        let seen = try FleetBench(size: 30, time: .seconds(300), further: { FurtherReading(probing: $0) }).run()
        #expect(seen.calls.filter { $0.operation == "GetFunction" }.allSatisfy { $0.subject.contains(":") })
    }
}
