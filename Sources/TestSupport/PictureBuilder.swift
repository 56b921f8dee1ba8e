package import IncidentModel

/// Builds the pictures that planner, judge and screen tests look at. Everything was read at `now`.
package struct PictureBuilder {
    package var picture: FleetPicture
    package var now: Now

    package init(at time: Timestamp = Fixtures.evening, uptime: Duration = .seconds(1000)) {
        now = Now(time: time, uptime: uptime)
        picture = FleetPicture(region: Fixtures.region)
        apply(.caller(CallerIdentity(account: Fixtures.account, arn: Fixtures.actor)))
    }

    package mutating func apply(_ observation: Observation, interval: Duration = .seconds(2)) {
        picture.apply(observation, at: now, interval: interval)
    }

    package mutating func alias(_ target: Target, _ routing: Routing, revision: RevisionID = "275af281-0000") {
        apply(.alias(AliasState(target: target, routing: routing, revision: revision)))
    }

    /// The first source's case: v6 at 80 %, v7 at 20 % failing 8 %, the alarm firing.
    package static func badCanary() -> PictureBuilder {
        var builder = PictureBuilder()
        let target = Fixtures.checkout
        builder.alias(target, Routing(pointer: "6", weights: ["7": 0.2]))
        builder.apply(
            .versions(
                function: "checkout",
                [
                    Fixtures.version("7", published: .seconds(19 * 60)), Fixtures.version("6", published: .seconds(9 * 86_400)),
                    Fixtures.version("5", published: .seconds(10 * 86_400)),
                    Fixtures.version("4", published: .seconds(22 * 86_400)),
                ]))
        let fired = Fixtures.evening - .seconds(252)
        builder.apply(
            .alarms([
                Fixtures.alarm("checkout-prod-error-rate", .alarm, of: target, since: fired),
                Fixtures.alarm("checkout-prod-p95", .ok, of: target, metric: "Duration"),
            ]))
        builder.apply(.alarmHistory([AlarmTransition(alarm: "checkout-prod-error-rate", at: fired, from: .ok, to: .alarm)]))
        var metrics = TargetMetrics()
        metrics.whole = Fixtures.traffic(60, requests: 1000, errorRate: 0.0164)
        metrics.byVersion["6"] = Fixtures.traffic(60, requests: 10_000, errorRate: 0.0003)
        metrics.byVersion["7"] = Fixtures.traffic(10, requests: 2000, errorRate: 0.081)
        builder.apply(.metrics(target, metrics))
        return builder
    }

    /// The alias wholly on v7, which fails 35 %; v6 was served ten minutes yesterday with its alarm firing; v5 was good for nine days.
    package static func badRelease() -> PictureBuilder {
        var builder = PictureBuilder()
        let target = Fixtures.checkout
        builder.alias(target, Routing(pointer: "7"))
        builder.apply(
            .versions(
                function: "checkout",
                [
                    Fixtures.version("7", published: .seconds(30 * 60)), Fixtures.version("6", published: .seconds(26 * 3600)),
                    Fixtures.version("5", published: .seconds(10 * 86_400)),
                    Fixtures.version("4", published: .seconds(20 * 86_400)),
                ]))
        let yesterday = Fixtures.evening - .seconds(26 * 3600 - 180)
        let today = Fixtures.evening - .seconds(25 * 60)
        builder.apply(.alarms([Fixtures.alarm("checkout-prod-error-rate", .alarm, of: target, since: today)]))
        builder.apply(
            .alarmHistory([
                AlarmTransition(alarm: "checkout-prod-error-rate", at: yesterday, from: .ok, to: .alarm),
                AlarmTransition(alarm: "checkout-prod-error-rate", at: yesterday + .seconds(480), from: .alarm, to: .ok),
                AlarmTransition(alarm: "checkout-prod-error-rate", at: today, from: .ok, to: .alarm),
            ]))
        var metrics = TargetMetrics()
        metrics.whole = Fixtures.traffic(28, requests: 900, errorRate: 0.35)
        metrics.byVersion["7"] = metrics.whole
        builder.apply(.metrics(target, metrics))
        return builder
    }

    /// One version, failing.
    package static func firstRelease() -> PictureBuilder {
        var builder = PictureBuilder()
        builder.alias(Fixtures.checkout, Routing(pointer: "1"))
        builder.apply(.versions(function: "checkout", [Fixtures.version("1", published: .seconds(3600))]))
        builder.apply(.alarms([Fixtures.alarm("checkout-prod-error-rate", .alarm, of: Fixtures.checkout)]))
        builder.apply(.alarmHistory([]))
        return builder
    }
}
