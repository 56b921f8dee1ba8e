import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// Rules of judging that hold for any picture. `JudgingPropertyProofTests` makes up more of them.
struct JudgingPropertyTests {
    private static let aliases = ["prod", "beta"].map { Target(function: "checkout", alias: $0) }
    private static let versions: [VersionID] = ["1", "2", "3", "4", "5", "6", "7", "8"]

    /// A picture, a journal and options in which anything may be missing, late or senseless.
    private struct World {
        var random: SplitMix
        var builder = PictureBuilder()
        var ledger = ActionLedger()
        var options = PlanOptions()

        init(seed: UInt64) {
            random = SplitMix(state: seed)
            for target in aliases where flip(0.9) { builder.alias(target, routing(), revision: RevisionID("r\(roll(4))")) }
            if flip(0.9) {
                builder.apply(.versions(function: "checkout", versions.filter { _ in flip(0.9) }.map { version($0) }))
            }
            if flip(0.8) { builder.apply(.alarms([Fixtures.alarm("errors", flip(0.5) ? .alarm : .ok, of: aliases[0])])) }
            if flip(0.7) {
                builder.apply(
                    .alarmHistory(
                        (0..<roll(4)).map { _ in AlarmTransition(alarm: "errors", at: moment(), from: .ok, to: .alarm) }))
            }
            if flip(0.6) { builder.apply(.trail((0..<roll(12)).map { event($0) })) }
            if flip(0.5) { builder.apply(.deployments((0..<roll(5)).map { deployment($0) })) }
            if flip(0.6) { builder.apply(.metrics(aliases[0], metrics())) }
            if flip(0.5) {
                builder.apply(
                    .totals(
                        aliases[0],
                        Dictionary(
                            versions.filter { _ in flip(0.5) }.map {
                                ($0, VersionTotals(requests: figure(), errors: figure(), from: moment(), to: moment()))
                            }, uniquingKeysWith: { $1 })))
            }
            if flip(0.5) {
                builder.apply(.wiring(function: "checkout", FunctionWiring(reservedConcurrency: flip(0.5) ? roll(50) : nil)))
            }
            if flip(0.3) { builder.apply(.failed(.deployments, Fixtures.failure(.denied))) }
            for seq in 0..<roll(6) { ledger.apply(move(seq + 1)) }
            if flip(0.3) { options.schemaWindows = ["checkout": [pick(versions): SchemaWindow(roll(14), roll(14))]] }
            options.guardWindow = .seconds(roll(9000))
        }

        mutating func flip(_ chance: Double) -> Bool { Double.random(in: 0..<1, using: &random) < chance }
        mutating func roll(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
        mutating func pick<T>(_ list: [T]) -> T { list[roll(list.count)] }
        mutating func moment() -> Timestamp { Fixtures.evening - .seconds(roll(20 * 86_400) - 3600) }
        mutating func figure() -> Double { pick([0, 3, 50, 1e6, -4, .infinity, .nan, 1e300]) }

        mutating func routing() -> Routing {
            let pointer = flip(0.05) ? VersionID.latest : pick(versions)
            return Routing(pointer: pointer, weights: flip(0.4) ? [pick(versions): pick([0, 0.1, 0.5, 1, 7])] : [:])
        }

        mutating func version(_ id: VersionID) -> FunctionVersion {
            let description = pick(["", "schema=11", "schema=12", "schema=11..12", "schema=x", "schema=13..12"])
            return Fixtures.version(
                id, published: flip(0.9) ? .seconds(roll(20 * 86_400) - 60) : nil, code: flip(0.2) ? "twin" : nil,
                description: DisplayText(description), state: pick(["Active", "Active", "Active", "", "Inactive", "Failed"]))
        }

        mutating func event(_ index: Int) -> TrailEvent {
            TrailEvent(
                id: "e\(index)", name: pick(["UpdateAlias", "UpdateAlias", "CreateAlias", "DeleteAlias", "PublishVersion"]),
                at: moment(), who: "arn:aws:iam::1:user/x", requestID: "q\(roll(4))", function: "checkout",
                alias: flip(0.9) ? pick(["prod", "beta"]) : nil, version: flip(0.8) ? pick(versions) : nil,
                weights: flip(0.5) ? [pick(versions): 0.2] : nil, revision: flip(0.5) ? RevisionID("r\(roll(4))") : nil,
                errorCode: flip(0.1) ? "AccessDenied" : nil)
        }

        mutating func deployment(_ index: Int) -> Deployment {
            Deployment(
                id: "d-\(index)", application: "a", group: "g", status: pick(Deployment.Status.allCases), target: pick(aliases),
                currentVersion: flip(0.8) ? pick(versions) : nil, targetVersion: flip(0.8) ? pick(versions) : nil,
                targetShare: flip(0.5) ? figure() : nil, createdAt: moment(), startedAt: flip(0.8) ? moment() : nil,
                completedAt: flip(0.7) ? moment() : nil,
                hooks: flip(0.5) ? [.init(name: "AllowTraffic", status: "Succeeded", startedAt: moment())] : [])
        }

        mutating func metrics() -> TargetMetrics {
            var metrics = TargetMetrics()
            metrics.whole = Fixtures.traffic(5, requests: 1000, errorRate: pick([0, 0.02, 0.4]))
            for version in versions where flip(0.3) {
                metrics.byVersion[version] = Fixtures.traffic(5, requests: pick([2, 500]), errorRate: pick([0, 0.02, 0.4]))
                metrics.byVersion[version]?.concurrency.points[4].value = figure()
            }
            return metrics
        }

        mutating func move(_ seq: Int) -> Event {
            PlannerTests.event(
                seq, pick(["rollback", "abort", "shift", "undo", "promote"]), routing(), routing(),
                pick([.verified, .verified, .sent, .notApplied, .unknown]), RevisionID("r\(roll(4))"), ago: .seconds(roll(8000)))
        }
    }

    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    @Test func theRulesHoldForAnyPicture() { Self.check(seeds: 0..<120) }

    static func check(seeds: Range<Int>) {
        var found = 0
        for seed in seeds {
            let world = World(seed: UInt64(seed))
            for (target, judged) in Assessor.assess(
                world.builder.picture, ledger: world.ledger, options: world.options, now: world.builder.now)
            {
                if judged.lastGood != nil { found += 1 }
                check(judged, target, world, seed)
            }
        }
        // The worlds must not be so broken that nothing was looked at.
        #expect(found > seeds.count / 2)
    }

    private static func check(_ judged: Assessment, _ target: Target, _ world: World, _ seed: Int) {
        let picture = world.builder.picture
        let now = world.builder.now
        let listed = picture.versions["checkout"]?.value ?? []
        let leaving = LastGoodFinder.leaving(target, picture: picture, ledger: world.ledger, options: world.options, now: now)
        if let good = judged.lastGood {
            #expect(!leaving.contains(good.version), "seed \(seed)")
            #expect(!good.version.isLatest, "seed \(seed)")
            #expect(world.ledger.rolledAway(on: target)[good.version] == nil, "seed \(seed)")
            let rollsForward = leaving.max().map { good.version > $0 } ?? false
            #expect(
                good.passedOver.allSatisfy {
                    $0.version != good.version && (rollsForward || $0.version > good.version) && !$0.reason.isEmpty
                }, "seed \(seed)")
            guard let version = listed.first(where: { $0.version == good.version }) else {
                Issue.record("seed \(seed): last good is not a version of the function")
                return
            }
            #expect(version.state != "Failed", "seed \(seed)")
            let barrier = SchemaCheck.barrier(
                to: version, target: target, picture: picture, ledger: world.ledger, options: world.options, now: now)
            #expect(barrier == nil, "seed \(seed)")
        }
        #expect((judged.lastGood == nil) == (judged.noLastGood != nil), "seed \(seed)")
        #expect(judged.lastGood != nil || judged.readiness.grade == .blocked, "seed \(seed)")
        #expect(judged.records.map(\.version) == listed.map(\.version).sorted(by: >), "seed \(seed)")
        #expect(judged.records.count { $0.verdict == .chosen } == (judged.lastGood == nil ? 0 : 1), "seed \(seed)")
        for record in judged.records {
            #expect(record.served.map { $0 > .zero } ?? true, "seed \(seed)")
            #expect((record.served == nil) == (record.source == nil), "seed \(seed)")
            #expect(!record.reason.isEmpty, "seed \(seed)")
            #expect((record.verdict == .leaving) == leaving.contains(record.version), "seed \(seed)")
        }
        for finding in judged.readiness.findings {
            #expect(!finding.text.isEmpty && !finding.why.isEmpty && !finding.fix.isEmpty)
        }
        if let trip = judged.guardTrip {
            #expect(judged.trouble == .bad && trip.share > 0 && world.ledger.rolledAway(on: target)[trip.version] != nil)
        }
        for version in versions {
            let answer = Gate.answer(
                target, version: version, picture: picture, ledger: world.ledger, incidents: [], options: world.options, now: now)
            #expect(!answer.reasons.isEmpty && !(answer.isAllowed && world.ledger.rolledAway(on: target)[version] != nil))
        }
        for question in TotalsWanted.questions(target, picture: picture, ledger: world.ledger, now: now) {
            #expect(question.from < question.to && question.to <= now.time, "seed \(seed)")
        }
        let timeline = TimelineBuilder.entries(events: [], picture: picture, seen: [], options: world.options)
        #expect(timeline.map(\.at) == timeline.map(\.at).sorted(), "seed \(seed)")
    }
}
