import IncidentModel
import Testing

@Suite("FleetPicture")
struct FleetPictureTests {
    private let interval = Duration.seconds(5)

    private func now(_ seconds: Int64) -> Now { Now(time: Timestamp(milliseconds: seconds * 1000), uptime: .seconds(seconds)) }

    private func alias(_ name: String, revision: RevisionID = "r1") -> AliasState {
        AliasState(target: Target(function: "checkout", alias: name), routing: Routing(pointer: "6"), revision: revision)
    }

    private func failure(_ kind: CallFailure.Kind = .throttled) -> CallFailure {
        CallFailure(kind: kind, service: "lambda", operation: "ListAliases", message: "Rate exceeded")
    }

    @Test("a failed poll keeps the data and its age, and says so beside it")
    func failureKeepsData() throws {
        var picture = FleetPicture(region: "eu-west-1")
        let target = Target(function: "checkout", alias: "prod")
        picture.apply(.aliases(function: "checkout", [alias("prod"), alias("beta")]), at: now(10), interval: interval)
        picture.apply(.failed(.aliases(function: "checkout"), failure()), at: now(20), interval: interval)
        let aged = try #require(picture.aliases[target])
        #expect(aged.value == alias("prod"))
        #expect(aged.age(now(20)) == .seconds(10))
        #expect(aged.failure == failure())
        #expect(picture.failures[.aliases(function: "checkout")] == failure())

        picture.apply(.aliases(function: "checkout", [alias("prod", revision: "r2")]), at: now(25), interval: interval)
        #expect(picture.aliases[target]?.failure == nil)
        #expect(picture.aliases[target]?.value.revision == "r2")
        #expect(picture.failures.isEmpty)
        #expect(picture.aliases.keys.sorted() == [target])
    }

    @Test("every part keeps its value when its poll fails, and other parts are untouched")
    func everySource() {
        var picture = FleetPicture(region: "eu-west-1")
        let target = Target(function: "checkout", alias: "prod")
        let read: [Observation] = [
            .caller(CallerIdentity(account: "123456789012", arn: "arn")), .functions(["checkout"]), .alias(alias("prod")),
            .versions(
                function: "checkout",
                [FunctionVersion(version: "6", publishedAt: nil), FunctionVersion(version: "7", publishedAt: nil)]),
            .alarms([]), .alarmHistory([]), .metrics(target, TargetMetrics()),
        ]
        for observation in read { picture.apply(observation, at: now(1), interval: interval) }
        #expect(picture.versions["checkout"]?.value.map(\.version) == ["7", "6"])
        #expect(picture.account == "123456789012")
        let sources: [Observation.Source] = [
            .caller, .functions, .aliases(function: "checkout"), .versions(function: "checkout"), .alarms, .alarmHistory,
            .metrics(target),
        ]
        for (index, source) in sources.enumerated() {
            picture.apply(.failed(source, failure()), at: now(2), interval: interval)
            #expect(picture.failures.count == index + 1)
        }
        let failures = [
            picture.caller?.failure, picture.functions?.failure, picture.aliases[target]?.failure,
            picture.versions["checkout"]?.failure,
            picture.alarms?.failure, picture.transitions?.failure, picture.metrics[target]?.failure,
        ]
        #expect(failures == Array(repeating: failure(), count: 7))
        for observation in read { picture.apply(observation, at: now(3), interval: interval) }
        #expect(picture.failures.isEmpty)
    }

    @Test("a failure before the first reply is remembered and invents no data")
    func failureFirst() {
        var picture = FleetPicture(region: "eu-west-1")
        picture.apply(.failed(.alarms, failure(.denied)), at: now(1), interval: interval)
        #expect(picture.alarms == nil)
        #expect(picture.failures[.alarms]?.kind == .denied)
        #expect(picture.alarms(of: Target(function: "a", alias: "b")).isEmpty)
        #expect(picture.oldestAge(now(5), targets: []) == nil)
    }

    @Test("the oldest age is the oldest of what is shown; a metric is old only beyond its interval")
    func oldestAge() {
        var picture = FleetPicture(region: "eu-west-1")
        let target = Target(function: "checkout", alias: "prod")
        picture.apply(.alarms([]), at: now(10), interval: interval)
        picture.apply(.alias(alias("prod")), at: now(4), interval: interval)
        picture.apply(.metrics(target, TargetMetrics()), at: now(0), interval: .seconds(60))
        #expect(picture.oldestAge(now(20), targets: [target]) == .seconds(16))
        #expect(picture.oldestAge(now(20), targets: []) == .seconds(10))
        #expect(picture.oldestAge(now(100), targets: [target]) == .seconds(96))
    }

    @Test("fresh, old, stale: 2 and 5 intervals, never under 4 and 10 s")
    func freshness() {
        let quick = Aged(0, at: now(0), interval: .seconds(1))
        #expect([3, 4, 9, 10].map { quick.freshness(now($0)) } == [.fresh, .old, .old, .stale])
        let slow = Aged(0, at: now(0), interval: .seconds(60))
        #expect([119, 120, 299, 300].map { slow.freshness(now($0)) } == [.fresh, .old, .old, .stale])
        #expect(slow.age(now(-5)) == .zero)
    }

    private func transition(_ alarm: DisplayText, _ at: Int64, from: Alarm.State? = .ok, reason: DisplayText = "")
        -> AlarmTransition
    {
        AlarmTransition(alarm: alarm, at: Timestamp(milliseconds: at), from: from, to: .alarm, reason: reason)
    }

    @Test("transitions are merged, oldest first, each once, in the fullest telling")
    func transitions() {
        var picture = FleetPicture(region: "eu-west-1")
        picture.apply(.alarmHistory([transition("b", 2, from: nil), transition("a", 3)]), at: now(1), interval: interval)
        picture.apply(
            .alarmHistory([transition("b", 2, reason: "threshold crossed"), transition("a", 1), transition("a", 3)]), at: now(2),
            interval: interval)
        #expect(
            picture.transitions?.value == [
                transition("a", 1), transition("b", 2, reason: "threshold crossed"), transition("a", 3),
            ])
    }

    @Test("transitions do not grow without end; the newest are kept")
    func transitionCap() {
        var picture = FleetPicture(region: "eu-west-1")
        let cap = FleetPicture.transitionCap
        for start in [0, cap] {
            let list = (start..<start + cap).map { transition("a", Int64($0)) }
            picture.apply(.alarmHistory(list), at: now(1), interval: interval)
        }
        #expect(picture.transitions?.value.count == cap)
        #expect(picture.transitions?.value.first?.at.milliseconds == Int64(cap))
    }

    @Test("news is another value, one that was stale or could not be read, and another failure; a new age is none")
    func news() {
        let target = Target(function: "checkout", alias: "prod")
        var picture = FleetPicture(region: "eu-west-1")
        func isNews(_ observation: Observation, at seconds: Int64) -> Bool {
            let before = picture
            picture.apply(observation, at: now(seconds), interval: interval)
            return picture.hasNews(since: before, from: observation, at: now(seconds))
        }
        let version = FunctionVersion(version: "7", publishedAt: nil)
        let read: [Observation] = [
            .caller(CallerIdentity(account: "123456789012", arn: "arn")), .functions(["checkout"]),
            .aliases(function: "checkout", [alias("prod")]), .versions(function: "checkout", [version]), .alarms([]),
            .alarmHistory([]), .metrics(target, TargetMetrics()), .version(function: "checkout", version), .deployments([]),
            .provisioned(function: "checkout", [:]), .wiring(function: "checkout", FunctionWiring()),
            .limits(AccountLimits(concurrentExecutions: 1000, unreservedConcurrentExecutions: 900)),
            .trail([]),
            .traces(function: "checkout", TraceFindings(downstream: [], faults: [], from: now(0).time, to: now(1).time)),
            .totals(target, [:]),
        ]
        for observation in read {
            let found = [1, 3, 60].map { isNews(observation, at: $0) }
            #expect(found == [true, false, true], "read first, again, and after it was stale: \(observation)")
        }
        let list = Observation.aliases(function: "checkout", [alias("prod")])
        let failed = Observation.Source.aliases(function: "checkout")
        let course: [(Observation, Bool)] = [
            (.alias(alias("prod")), false), (.alias(alias("prod", revision: "r2")), true), (list, true),
            (.aliases(function: "checkout", [alias("prod"), alias("beta")]), true), (list, true),
            (.failed(failed, failure()), true), (.failed(failed, failure()), false), (.failed(failed, failure(.denied)), true),
            (list, true), (list, false), (.budget(BudgetStatus(requestsPerSecond: 2)), false),
            (.budget(BudgetStatus(requestsPerSecond: 2, throttled: true)), true),
        ]
        for (index, step) in course.enumerated() {
            let found = isNews(step.0, at: 61 + Int64(index))
            #expect(found == step.1, "step \(index)")
        }
    }
}
