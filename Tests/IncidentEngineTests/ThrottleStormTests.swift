import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// Reads at 95 % 429 for ten minutes: the pollers get out of the way, nothing goes blank, and the storm leaves no trace.
struct ThrottleStormTests {
    private static let visible = (1...12).map(WatchedFleet.target)

    /// One storm, looked at from four sides.
    private static let storm = Result {
        try FleetBench(
            size: 150, time: .seconds(1200),
            further: { FurtherReading(deployments: $0, provisioned: $0, probing: $0, wiring: $0) },
            acts: [
                (.zero, { await $0.watcher.focus(visible: visible, incident: []) }),
                (.seconds(300), { $0.fleet.change { $0.throttled = 0.95 } }),
                (
                    .seconds(600),
                    { scene in
                        try await RequestLane.$current.withValue(.operator) { _ = try await scene.fleet.alias(visible[0]) }
                    }
                ),
                (.seconds(900), { $0.fleet.change { $0.throttled = 0 } }),
            ]
        ).run()
    }

    private static func count(_ seen: FleetBench.Seen, _ from: Int64, _ to: Int64) -> Int {
        seen.calls.count { FleetBench.isControlPlane($0) && $0.lane == .poll && $0.at >= .seconds(from) && $0.at < .seconds(to) }
    }

    @Test func pollersGiveWayAndComeBackWithinAMinute() throws {
        let seen = try Self.storm.get()
        #expect(Self.count(seen, 200, 300) > 280)
        // An eighth of three a second, and what recovers in between.
        #expect(Self.count(seen, 330, 900) < 570, "\(Self.count(seen, 330, 900))")
        #expect(Self.count(seen, 330, 900) > 150, "somebody has to notice the end")
        #expect(Self.count(seen, 960, 1060) > 280, "\(Self.count(seen, 960, 1060))")
        // Other services are not asked more often than in quiet times.
        let quiet = seen.at("DescribeAlarms").count { $0 < .seconds(300) }
        let stormy = seen.at("DescribeAlarms").count { $0 >= .seconds(300) && $0 < .seconds(600) }
        #expect(stormy <= quiet)
        let moments = Set(seen.calls.filter { $0.at >= .seconds(330) && $0.at < .seconds(900) }.map { $0.at.milliseconds / 100 })
        #expect(moments.count < 570 * 4, "\(moments.count)")
    }

    @Test func everyPartKeepsItsValueAndItsAge() throws {
        let seen = try Self.storm.get()
        var picture = FleetPicture(region: "")
        let began = try #require(seen.updates.first).at
        var known: Set<Target> = []
        for update in seen.updates where update.at.uptime - began.uptime < .seconds(895) {
            picture.apply(update.observation, at: update.at, interval: update.interval)
            if update.at.uptime - began.uptime < .seconds(300) { known = Set(picture.aliases.keys) }
        }
        let now = Now(time: began.time + .seconds(895), uptime: began.uptime + .seconds(895))
        #expect(known.count == 150)
        #expect(known.isSubset(of: picture.aliases.keys))
        #expect(picture.alarms != nil && picture.deployments != nil && picture.limits != nil && picture.caller != nil)
        #expect(picture.budget.throttled)
        let ages = Self.visible.compactMap { picture.aliases[$0]?.age(now) }
        #expect(ages.count == 12)
        #expect(ages.contains { $0 > .seconds(10) }, "an age that is told must be true")
        #expect(picture.failures.values.contains { $0.kind == .throttled })
    }

    @Test func whatIsVisibleGetsWhatThereIs() throws {
        let seen = try Self.storm.get()
        let reads = seen.calls.filter {
            $0.operation == "ListAliases" && $0.at >= .seconds(330) && $0.at < .seconds(900)
        }
        let shown = Set(Self.visible.map(\.function))
        let mine = reads.count { shown.contains($0.subject) }
        #expect(Double(mine) / Double(reads.count) > 0.6, "\(mine) of \(reads.count)")
        // Twelve rows share it alike.
        let each = Self.visible.map { target in reads.count { $0.subject == target.function } }
        #expect((each.min() ?? 0) * 2 >= (each.max() ?? 0), "\(each)")
    }

    @Test func theOperatorGoesThroughTheStormAtOnce() throws {
        let sent = try Self.storm.get().calls.filter { $0.lane == .operator }
        #expect(sent.map(\.at) == [.seconds(600)])
    }
}
