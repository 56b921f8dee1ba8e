import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// The reads that the console can do without: each at its pace, only of what is looked at, and never in the way.
struct FurtherReadingTests {
    private static let one = WatchedFleet.target(1)
    private static let all: @Sendable (WatchedFleet) -> FurtherReading = {
        FurtherReading(deployments: $0, provisioned: $0, probing: $0, wiring: $0, trail: $0, traces: $0, totals: $0)
    }
    private static let further: Set<String> = [
        "ListDeployments", "ListProvisionedConcurrencyConfigs", "GetFunction", "ListEventSourceMappings", "GetAccountSettings",
        "LookupEvents", "GetTraceSummaries",
    ]

    private static func show(_ visible: [Target], selected: Target? = nil, incident: [Target] = []) -> FleetBench.Act {
        { await $0.watcher.focus(visible: visible, selected: selected, incident: incident) }
    }

    private static func gaps(_ times: [Duration]) -> [Int64] {
        zip(times.dropFirst(), times).map { (($0 - $1).milliseconds + 500) / 1000 }
    }

    private static func deployment(_ status: Deployment.Status, share: Double = 0.1) -> Deployment {
        Deployment(
            id: "d-1", application: "shop", group: "prod", status: status, target: one, targetShare: share,
            createdAt: Fixtures.evening)
    }

    @Test func whatHasNoPortIsNeverPolled() throws {
        let seen = try FleetBench(size: 3, time: .seconds(400), acts: [(.zero, Self.show([Self.one], selected: Self.one))]).run()
        #expect(seen.calls.filter { Self.further.contains($0.operation) }.isEmpty)
        let some = try FleetBench(
            size: 3, time: .seconds(400), further: { FurtherReading(trail: $0) },
            acts: [(.zero, Self.show([Self.one], incident: [Self.one]))]
        ).run()
        #expect(Set(some.calls.map(\.operation)).intersection(Self.further) == ["LookupEvents"])
    }

    @Test func deploymentsAreReadQuicklyInAnIncidentAndWhileOneRuns() throws {
        let seen = try FleetBench(
            size: 3, time: .seconds(400), further: Self.all,
            acts: [
                (.seconds(100), Self.show([Self.one])),
                (.seconds(101), { $0.fleet.change { $0.deployments = [Self.deployment(.inProgress)] } }),
                (.seconds(200), { $0.fleet.change { $0.deployments = [Self.deployment(.succeeded)] } }),
                (.seconds(300), Self.show([], incident: [WatchedFleet.target(2)])),
            ]
        ).run()
        let times = seen.at("ListDeployments")
        func gaps(_ from: Int64, _ to: Int64) -> Set<Int64> {
            Set(Self.gaps(times.filter { $0 >= .seconds(from) && $0 < .seconds(to) }))
        }
        #expect(gaps(0, 100) == [20])
        #expect(gaps(125, 200) == [5])
        #expect(gaps(210, 300) == [20])
        #expect(gaps(301, 400) == [5])
        #expect(seen.picture.deployments?.value.first?.status == .succeeded)
    }

    @Test func aStepOfADeploymentHurriesItsAlias() throws {
        let seen = try FleetBench(
            size: 200, time: .seconds(330), further: Self.all,
            acts: [
                (.zero, { $0.fleet.change { $0.deployments = [Self.deployment(.inProgress)] } }),
                (.seconds(290), { $0.fleet.change { $0.deployments = [Self.deployment(.inProgress, share: 0.2)] } }),
            ]
        ).run()
        let noticed = try #require(seen.at("ListDeployments").first { $0 > .seconds(290) })
        #expect(seen.at("ListAliases", Self.one.function).contains { $0 > noticed && $0 < noticed + .seconds(2) })
    }

    @Test func aDeniedReadBacksOffToMinutesAndStaysVisible() throws {
        let seen = try FleetBench(
            size: 200, time: .seconds(1500), further: Self.all,
            acts: [
                (.zero, { $0.fleet.change { $0.failing = ["ListDeployments": .denied, "GetFunction": .denied] } }),
                (.zero, Self.show([Self.one])),
            ]
        ).run()
        #expect(Self.gaps(seen.at("ListDeployments")).suffix(6) == [60, 120, 240, 300, 300, 300])
        #expect(seen.picture.failures[.deployments]?.kind == .denied)
        // One try of each lane, not one of each function, and then minutes.
        #expect(seen.at("GetFunction").count < 120, "\(seen.at("GetFunction").count)")
        #expect(seen.picture.failures[.version(function: Self.one.function, "2")]?.kind == .denied)
    }

    @Test func provisionedConcurrencyIsReadOfWhatIsLookedAtAndFasterWhileItMoves() throws {
        let two = WatchedFleet.target(2)
        let seen = try FleetBench(
            size: 20, time: .seconds(900), further: Self.all,
            acts: [
                (.zero, Self.show([Self.one], selected: two)),
                (
                    .seconds(300),
                    {
                        $0.fleet.change {
                            $0.provisioned[two.function] = ["prod": .init(requested: 10, allocated: 3, status: .inProgress)]
                        }
                        $0.fleet.move(Self.one, to: Routing(pointer: "1", weights: ["2": 1]))
                    }
                ),
                (
                    .seconds(600),
                    {
                        $0.fleet.change {
                            $0.provisioned[two.function] = ["prod": .init(requested: 10, allocated: 10, status: .ready)]
                        }
                        $0.fleet.move(Self.one, to: Routing(pointer: "1"))
                    }
                ),
            ]
        ).run()
        let reads = seen.reads("ListProvisionedConcurrencyConfigs")
        #expect(Set(reads.keys) == [Self.one.function, two.function])
        func gaps(_ target: Target, _ from: Int64, _ to: Int64) -> [Int64] {
            Self.gaps((reads[target.function] ?? []).filter { $0 >= .seconds(from) && $0 < .seconds(to) })
        }
        #expect(gaps(two, 0, 300).allSatisfy { (58...68).contains($0) }, "\(gaps(two, 0, 300))")
        #expect(gaps(two, 370, 600).allSatisfy { (2...4).contains($0) }, "\(gaps(two, 370, 600))")
        #expect(gaps(Self.one, 320, 600).allSatisfy { (5...7).contains($0) }, "\(gaps(Self.one, 320, 600))")
        #expect(gaps(two, 610, 900).allSatisfy { (60...62).contains($0) })
        #expect(gaps(Self.one, 610, 900).allSatisfy { (60...62).contains($0) })
        #expect(seen.picture.aliases[two]?.value.provisioned?.allocated == 10)
    }

    @Test func theStatesOfTheVersionsThatMatterAreKnownOfAllInTheEnd() throws {
        let seen = try FleetBench(
            size: 100, time: .seconds(400), further: { FurtherReading(probing: $0) },
            acts: [
                (.zero, Self.show([Self.one])),
                (.seconds(200), { $0.fleet.move(Self.one, to: Routing(pointer: "1")) }),
            ]
        ).run()
        let probes = seen.calls.filter { $0.operation == "GetFunction" && $0.subject.contains(":") }
        let mine = probes.filter { $0.subject == "\(Self.one.function):2" }.map(\.at)
        #expect((mine.first ?? .seconds(99)) < .seconds(5))
        #expect(mine.contains { $0 > .seconds(170) && $0 < .seconds(200) }, "\(mine)")
        // A pointer that moved: its version at once.
        #expect(probes.contains { $0.subject == "\(Self.one.function):1" && $0.at > .seconds(200) && $0.at < .seconds(210) })
        #expect(seen.picture.versionStates.count == 100)
        #expect(seen.picture.versions[WatchedFleet.target(77).function]?.value.first { $0.version == "2" }?.state == "Active")
    }

    @Test func wiringIsReadOnceAnHourAndOfTheIncidentFirst() throws {
        let seen = try FleetBench(
            size: 20, time: .seconds(4200), further: { FurtherReading(wiring: $0) },
            acts: [
                (.zero, { await $0.budget.setIncident(true) }),
                (.zero, Self.show([], incident: [WatchedFleet.target(20)])),
            ]
        ).run()
        let reads = seen.reads("ListEventSourceMappings")
        #expect(reads.count == 20)
        #expect(reads.values.compactMap(\.first).min() == reads[WatchedFleet.target(20).function]?.first)
        #expect((reads[WatchedFleet.target(20).function]?.count ?? 0) >= 13)
        #expect(reads[WatchedFleet.target(3).function]?.count == 2)
        #expect(Self.gaps(seen.at("GetAccountSettings")).allSatisfy { $0 == 300 })
    }

    @Test func theTrailGoesBackInSlicesAndIsNeverAskedMoreThanOnceInFiveSeconds() throws {
        let event = TrailEvent(
            id: "e1", name: "UpdateAlias", at: Fixtures.evening - .seconds(10 * 86_400), who: "jo", function: "f00001")
        let seen = try FleetBench(
            size: 3, time: .seconds(1800), further: { FurtherReading(trail: $0) },
            acts: [
                (.zero, { $0.fleet.change { $0.trail = [event] } }),
                (.seconds(1000), Self.show([], incident: [Self.one])),
            ]
        ).run()
        let calls = seen.at("LookupEvents")
        #expect(zip(calls.dropFirst(), calls).allSatisfy { $0 - $1 >= .milliseconds(4999) })
        #expect(seen.picture.trail?.value.map(\.id) == ["e1"])
        let slices = seen.fleet.slices
        #expect(slices.map(\.from).min() == Fixtures.evening - .seconds(14 * 86_400))
        // No gap between the slices of the past.
        let past = slices.filter { $0.to <= Fixtures.evening }.sorted { $0.from < $1.from }
        #expect(zip(past, past.dropFirst()).allSatisfy { $0.to == $1.from })
        let latest = slices.filter { $0.to > Fixtures.evening }
        #expect(latest.allSatisfy { $0.to - $0.from <= .seconds(300 + 20 * 60 + 60) })
        func count(_ from: Int64, _ to: Int64) -> Int {
            latest.count { $0.to - Fixtures.evening >= .seconds(from) && $0.to - Fixtures.evening < .seconds(to) }
        }
        #expect((2...4).contains(count(1, 1000)), "\(count(1, 1000))")
        #expect((12...15).contains(count(1000, 1800)), "\(count(1000, 1800))")
        // And nothing waits for it.
        #expect(Self.gaps(seen.at("DescribeAlarms")).allSatisfy { $0 == 10 })
    }

    @Test func theLatestLookGoesBackToTheFirstActionWithoutAProof() throws {
        let began = Fixtures.evening - .seconds(90 * 60)
        let phases = [ActionPhase.intent, .verified].map { phase in
            EventDraft(
                time: began, actor: Fixtures.actor, kind: .aliasMove, phase: phase, action: "ACT-1", command: "rollback",
                target: Self.one, before: Routing(pointer: "7"), after: Routing(pointer: "6"),
                details: ["written": .bool(phase == .verified)])
        }
        let ledger = ActionLedger(MemoryJournal(phases).events)
        #expect(ledger.unprovedSince == began)
        let seen = try FleetBench(
            size: 1, time: .seconds(1000), further: { FurtherReading(trail: $0) },
            acts: [(.zero, { await $0.watcher.know(ledger) })]
        ).run()
        let latest = seen.fleet.slices.filter { $0.to > Fixtures.evening + .seconds(30) }
        #expect(latest.count > 1 && latest.allSatisfy { $0.from == began - .seconds(60) })
        let span = try #require(seen.picture.trailSpans.last)
        #expect(span.from == began - .seconds(60) && span.to > Fixtures.evening)
    }

    @Test func aSliceOfThePastDoesNotMakeTheLatestMinutesYounger() throws {
        let seen = try FleetBench(size: 1, time: .seconds(290), further: { FurtherReading(trail: $0) }).run()
        let trail = try #require(seen.picture.trail)
        let began = try #require(seen.updates.first).at.uptime
        #expect(trail.uptime - began < .seconds(20))
        #expect(seen.fleet.slices.count > 10)
    }

    @Test func tracesAreReadOfTheSelectedTargetInAnIncidentOrInTroubleOnly() throws {
        let two = WatchedFleet.target(2)
        let seen = try FleetBench(
            size: 3, time: .seconds(600), further: Self.all,
            acts: [
                (.zero, Self.show([Self.one, two], selected: two)),
                (.seconds(200), { $0.fleet.change { $0.alarms = [Fixtures.alarm("bad", .alarm, of: two)] } }),
                (.seconds(400), Self.show([Self.one, two], selected: Self.one)),
                (.seconds(500), Self.show([Self.one, two], selected: Self.one, incident: [two])),
            ]
        ).run()
        let times = seen.calls.filter { $0.operation == "GetTraceSummaries" }
        #expect(times.filter { $0.at < .seconds(200) }.isEmpty)
        #expect(Self.gaps(times.filter { $0.subject == two.function }.map(\.at)) == [60, 60, 60])
        #expect(times.filter { $0.at >= .seconds(400) && $0.at < .seconds(500) }.isEmpty)
        #expect(times.filter { $0.at >= .seconds(500) }.allSatisfy { $0.subject == Self.one.function })
        #expect(times.count { $0.at >= .seconds(500) } == 2)
    }

    @Test func totalsAreAskedForOnceAStretchAndThenHourlyAndTheirPriceIsCounted() throws {
        let wanted: Watcher.TotalsWanted = { target, _, _, now in
            [
                TotalsQuestion(
                    target: target, version: "1", from: Fixtures.evening - .seconds(7200), to: Fixtures.evening - .seconds(3600)),
                TotalsQuestion(target: target, version: "2", from: Fixtures.evening - .seconds(3600), to: now.time),
            ]
        }
        let seen = try FleetBench(
            size: 3, time: .seconds(7300), further: { FurtherReading(totals: $0) }, totalsWanted: wanted,
            acts: [
                (.zero, Self.show([WatchedFleet.target(2)], selected: Self.one)),
                (.seconds(1800), { $0.fleet.move(Self.one, to: Routing(pointer: "2", weights: ["1": 0.1])) }),
            ]
        ).run()
        let asked = seen.fleet.questions.flatMap { $0 }
        #expect(Set(asked.map(\.target)) == [Self.one])
        #expect(asked.count { $0.version == "1" } == 1)
        #expect((2...3).contains(asked.count { $0.version == "2" }), "\(asked.count)")
        #expect(seen.picture.totals[Self.one]?.value["1"]?.requests == 100)
        // Two metrics a question at $0.01 per 1,000, by the last hour, besides the minutes of two targets.
        let quiet = try FleetBench(
            size: 3, time: .seconds(7300), acts: [(.zero, Self.show([WatchedFleet.target(2)], selected: Self.one))]
        ).run()
        #expect(seen.status.dollarsPerDay > quiet.status.dollarsPerDay)
        #expect(seen.status.dollarsPerDay < quiet.status.dollarsPerDay + 0.01)
    }
}
