/// Generates functions beside a scenario's own, the same for the same names: three to five versions, an alias `prod` on the newest, a fifth of
/// them with an alarm on their errors, and three that go bad after the start.
enum FleetGenerator {
    static let limit = 50_000

    private static let day: Int64 = 86_400_000
    private static let subjects = [
        "orders", "basket", "catalogue", "invoice", "shipping", "returns", "stock", "prices", "coupons", "reviews", "sessions",
        "accounts", "mailer", "ledger", "tax", "reports", "images", "geo", "loyalty", "fraud",
    ]
    private static let verbs = ["create", "read", "update", "notify", "export", "sync", "verify", "archive", "index", "resize"]
    private static let runtimes = ["nodejs22.x", "python3.13", "java21", "provided.al2023"]

    /// How a function goes bad a minute after the start; each way befalls one.
    private enum Trouble: Int, CaseIterable {
        /// A canary of a tenth fails outright.
        case failingCanary
        /// The whole release fails now and then.
        case failingRelease
        /// The release is slow.
        case slowRelease
    }

    /// - Parameter count: functions the account has afterwards, the scenario's own among them.
    static func fill(_ scenario: inout Scenario, upTo count: Int) {
        let known = Set(scenario.functions.map(\.name))
        var made = 0
        var index = 0
        let wanted = count - scenario.functions.count
        guard wanted > 0 else { return }
        scenario.functions.reserveCapacity(count)
        while made < wanted {
            let name = name(index)
            index += 1
            guard !known.contains(name) else { continue }
            // The bad ones lie apart: at a seventh, a half and six sevenths of the account.
            let trouble = Trouble.allCases.first { made == wanted * [1, 3, 6][$0.rawValue] / 7 }
            scenario.functions.append(function(name, index, trouble, account: scenario.account))
            if trouble != nil || made.isMultiple(of: 5) {
                scenario.alarms.append(alarm(name, trouble, account: scenario.account))
            }
            made += 1
        }
    }

    private static func name(_ index: Int) -> String {
        let subject = subjects[index % subjects.count]
        let verb = verbs[index / subjects.count % verbs.count]
        return "\(subject)-\(verb)-\(String(String(100_000 + index).dropFirst()))"
    }

    private static func function(_ name: String, _ index: Int, _ trouble: Trouble?, account: String) -> Scenario.Function {
        let noise = Noise(seed: 0xF1EE7)
        let stream = Noise.stream(name)
        let configuration = VersionConfiguration(
            codeSha256: "", codeSize: 1_048_576 + Int(noise.bits(stream, 1) % 20_000_000),
            runtime: runtimes[Int(noise.bits(stream, 2) % 4)], handler: "index.handler",
            memory: [128, 256, 512, 1024][Int(noise.bits(stream, 3) % 4)], timeout: 15, environment: ["STAGE"],
            role: "arn:aws:iam::\(account):role/\(name)-execution", deadLetterTarget: nil, description: "")
        let count = 3 + Int(noise.bits(stream, 4) % 3)
        let median = trouble == nil ? 20 + 180 * noise.uniform(stream, 5) : 90
        let good = Behaviour(from: .min, failing: 0.0002 + 0.0006 * noise.uniform(stream, 6), median: median, spread: 0.45)
        // The newest was published between one and twelve days ago, a bad one 40 minutes ago.
        let newest = trouble == nil ? -day - Int64(noise.uniform(stream, 7) * Double(11 * day)) : -2_400_000
        var versions: [Scenario.Version] = []
        var moves: [Scenario.Move] = []
        for number in 1...count {
            let published = newest - Int64(count - number) * 9 * day
            var made = configuration
            made.description = "ci/\(800 + index % 400 + number) release \(number)"
            versions.append(
                Scenario.Version(
                    number: number, published: published, configuration: made, code: "\(name)/\(number)", behaviours: [good],
                    state: "Active"))
            moves.append(.init(at: published + 1_800_000, routing: Routing(pointer: number)))
        }
        if let trouble { spoil(&versions, &moves, trouble, good) }
        let alias = Scenario.Alias(
            name: "prod", description: "", requestsPerMinute: trouble == nil ? 2 + 118 * noise.uniform(stream, 8) : 600,
            trafficEnds: nil, moves: moves)
        return Scenario.Function(name: name, versions: versions, aliases: [alias])
    }

    private static func spoil(
        _ versions: inout [Scenario.Version], _ moves: inout [Scenario.Move], _ trouble: Trouble, _ good: Behaviour
    ) {
        var bad = good
        bad.from = 60_000
        switch trouble {
        case .failingCanary:
            bad.failing = 0.6
            let extra = Routing.Extra(version: versions.count, weight: 0.1)
            moves[moves.count - 1].routing = Routing(pointer: versions.count - 1, extra: extra)
        case .failingRelease: bad.failing = 0.2
        case .slowRelease: bad.median *= 8
        }
        versions[versions.count - 1].behaviours.append(bad)
    }

    private static func alarm(_ name: String, _ trouble: Trouble?, account: String) -> AlarmDefinition {
        let isSlow = trouble == .slowRelease
        let metric = isSlow ? "Duration" : "Errors"
        let statistic: MetricStatistic = isSlow ? .percentile(0.95) : .average
        let query = MetricQuery(
            id: "m1", label: nil, returnsData: true, period: 60,
            source: .metric(
                .init(
                    namespace: "AWS/Lambda", name: metric, dimensions: ["FunctionName": name, "Resource": "\(name):prod"],
                    statisticText: isSlow ? "p95" : "Average", statistic: statistic)))
        return AlarmDefinition(
            name: "\(name)-prod-\(isSlow ? "p95" : "errors")",
            description: isSlow ? "one request in twenty takes longer than a second" : "more than 3 % fail",
            created: -8 * day, actions: ["arn:aws:sns:eu-west-1:\(account):oncall"], actionsEnabled: true,
            source: .metric(
                .init(
                    queries: [query], period: 60, evaluationPeriods: 3, datapointsToAlarm: 3,
                    threshold: isSlow ? 1_000 : 0.03, comparison: .greater, missing: .notBreaching)))
    }
}
