import IncidentModel

/// The bad canary of the screens: eleven minutes into it, checkout v7 at 20 % fails 8 % of its requests.
struct Fleet {
    static let start = Timestamp(milliseconds: 1_795_208_983_000)  // 2026-11-20T21:09:43Z
    static let checkout = Target(function: "checkout", alias: "prod")
    static let payments = Target(function: "payments", alias: "prod")

    var now = Now(time: Fleet.start, uptime: .seconds(1000))
    var picture = FleetPicture(region: "eu-west-1")
    var assessments: [Target: Assessment] = [:]
    var timeline: [TimelineEntry] = []
    var incidents: [Incident] = []
    var suggestion: SeveritySuggestion?

    func ago(_ seconds: Int) -> Timestamp { now.time - .seconds(seconds) }

    /// Puts an alias into the picture with its judgement.
    mutating func add(
        _ target: Target, _ routing: Routing, trouble: Assessment.Trouble = .calm, text: String = "", bad: VersionID? = nil,
        good: LastGood? = nil, none: Refusal? = nil, grade: Readiness.Grade = .ready, predicted: Duration = .seconds(1),
        rate: Double? = 0.0002, revision: RevisionID = "275af281-aaaa", readAgo: Int = 2
    ) {
        let read = Now(time: now.time - .seconds(readAgo), uptime: now.uptime - .seconds(readAgo))
        picture.apply(.alias(AliasState(target: target, routing: routing, revision: revision)), at: read, interval: .seconds(5))
        assessments[target] = Assessment(
            target: target, trouble: trouble, troubleText: text, badVersion: bad, lastGood: good, noLastGood: none,
            readiness: Readiness(grade: grade, predicted: predicted), errorRate: rate)
    }

    static let lastGood = LastGood(
        version: "6", evidence: "9 d 11 h, 41 M requests, 0.03 % errors, no alarm",
        passedOver: [.init(version: "5", reason: "rolled back from on 10 Nov after 10 minutes, 12 % errors")])

    /// The whole scene.
    static func badCanary() -> Fleet {
        var fleet = Fleet()
        fleet.picture.apply(
            .caller(
                CallerIdentity(
                    account: "123456789012", arn: "arn:aws:sts::123456789012:assumed-role/oncall/jo",
                    expiresAt: fleet.now.time + .seconds(42 * 60))), at: fleet.now, interval: .seconds(300))
        fleet.picture.apply(
            .budget(BudgetStatus(requestsPerSecond: 2.1, limit: 8, callsPerMinute: 126)), at: fleet.now, interval: .seconds(1))
        fleet.add(
            checkout, Routing(pointer: "6", weights: ["7": 0.2]), trouble: .bad,
            text: "v7 fails 8.1 % of requests; checkout-prod-error-rate is in ALARM", bad: "7", good: lastGood, rate: 0.0164)
        fleet.add(payments, Routing(pointer: "31"), good: LastGood(version: "30", evidence: "3 d, no alarm"))
        fleet.add(
            Target(function: "search", alias: "prod"), Routing(pointer: "112"), grade: .degraded, predicted: .seconds(140),
            rate: 0.001)
        fleet.add(
            Target(function: "profile", alias: "prod"), Routing(pointer: "9"), trouble: .unknown,
            text: "no metrics for an hour", none: Refusal(.noLastGood, "there is no version before v9: publish one first"),
            grade: .blocked, rate: nil)
        fleet.addVersions()
        fleet.addAlarms()
        fleet.addMetrics()
        fleet.addTimeline()
        return fleet
    }

    mutating func addVersions() {
        func version(
            _ id: VersionID, _ at: Timestamp, _ text: DisplayText, sha: String, memory: Int = 512, env: [String] = ["DB_URL"]
        )
            -> FunctionVersion
        {
            FunctionVersion(
                version: id, publishedAt: at, description: text, codeSha256: sha, runtime: "nodejs22.x", memoryMB: memory,
                environmentNames: env)
        }
        let list = [
            version("7", ago(1116), "release 1182 schema=12", sha: "q7Yp3fXkAb"),
            version("6", ago(9 * 86_400 + 43_000), "release 1144 schema=12", sha: "c1Zt9sWmQa", env: ["DB_URL", "CACHE"]),
            version("5", ago(10 * 86_400 + 18_000), "release 1139 schema=12", sha: "hh2kPq01zz", memory: 1024),
            version("4", ago(22 * 86_400 + 34_000), "release 1101", sha: "00aBcDeF99", memory: 512),
        ]
        picture.apply(.versions(function: "checkout", list), at: now, interval: .seconds(60))
    }

    mutating func addAlarms() {
        func alarm(_ name: DisplayText, _ state: Alarm.State, _ since: Int, target: String, reason: DisplayText = "") -> Alarm {
            Alarm(
                name: name, kind: .metric(namespace: "AWS/Lambda", name: "Errors"), state: state, reason: reason,
                since: ago(since),
                dimensions: ["FunctionName": String(target.split(separator: ":")[0]), "Resource": target], threshold: 5,
                comparison: "GreaterThanThreshold", periodSeconds: 60, evaluationPeriods: 2, datapointsToAlarm: 2)
        }
        let list = [
            alarm("payments-prod-errors", .ok, 2 * 86_400, target: "payments:prod"),
            alarm("profile-prod-errors", .insufficientData, 11 * 3600, target: "profile:prod"),
            alarm("checkout-prod-p95", .ok, 9 * 86_400, target: "checkout:prod"),
            alarm(
                "checkout-prod-error-rate", .alarm, 273, target: "checkout:prod",
                reason: "Threshold Crossed: 2 out of the last 2 datapoints [8.1, 7.9] were greater than the threshold (5.0)"),
        ]
        picture.apply(.alarms(list), at: now, interval: .seconds(10))
    }

    mutating func addMetrics() {
        var metrics = TargetMetrics()
        var six = TrafficMetrics()
        var seven = TrafficMetrics()
        for minute in stride(from: 60, to: 0, by: -1) {
            let at = Timestamp(milliseconds: (now.time.milliseconds / 60_000 - Int64(minute)) * 60_000)
            let wave = Double((minute * 37) % 11)
            let total = 900 + wave * 4
            let split = minute <= 7
            let canary = split ? total * 0.2 : 0
            let failed = minute <= 6 ? canary * (0.081 - Double(minute % 3) * 0.001) : 0
            metrics.whole.invocations.points.append(.init(at: at, value: total))
            metrics.whole.errors.points.append(.init(at: at, value: failed + total * 0.0003))
            metrics.whole.durationP95.points.append(.init(at: at, value: 205 + wave))
            metrics.whole.throttles.points.append(.init(at: at, value: 0))
            metrics.whole.concurrency.points.append(.init(at: at, value: 40 + Double(minute % 4)))
            six.invocations.points.append(.init(at: at, value: total - canary))
            six.errors.points.append(.init(at: at, value: (total - canary) * 0.0003))
            six.durationP95.points.append(.init(at: at, value: 205 + wave))
            guard split else { continue }
            seven.invocations.points.append(.init(at: at, value: canary))
            seven.errors.points.append(.init(at: at, value: failed))
            seven.durationP95.points.append(.init(at: at, value: 260 + wave * 3))
        }
        metrics.byVersion = ["6": six, "7": seven]
        picture.apply(.metrics(Fleet.checkout, metrics), at: now, interval: .seconds(30))
    }

    mutating func addTimeline() {
        func entry(_ seconds: Int, _ who: String, _ category: TimelineEntry.Category, _ text: DisplayText, _ evidence: String)
            -> TimelineEntry
        { TimelineEntry(at: ago(seconds), who: who, category: category, text: text, target: Fleet.checkout, evidence: evidence) }
        timeline = [
            entry(86_400 + 700, "ci/1144", .alias, "checkout:prod  v5 100 % → v6 100 %", "journal 12"),
            entry(1116, "ci/1182", .version, "checkout v7 published", "seen"),
            entry(432, "ci/1182", .alias, "checkout:prod  v6 100 % → v6 80 % v7 20 %", "CloudTrail 4f1c"),
            entry(273, "AWS", .alarm, "checkout-prod-error-rate OK → ALARM", "CloudWatch history"),
        ]
    }

    /// A SEV-1 of a minute's age with its plan armed.
    mutating func declare(_ severity: Severity = .sev1, targets: [Target] = [Fleet.checkout], seconds: Int = 461) {
        incidents = [
            Incident(
                id: "INC-20261120-01", severity: severity, declaredAt: ago(seconds),
                declaredBy: "arn:aws:sts::123456789012:assumed-role/oncall/jo", reason: "card payments fail", targets: targets)
        ]
        timeline.append(
            TimelineEntry(
                at: ago(59), who: "jo", category: .severity, text: "SEV-1  all card payments go through checkout",
                evidence: "journal 41"))
        timeline.append(
            TimelineEntry(
                at: ago(41), who: "jo", category: .decision,
                text: "freeze deploys of checkout, the canary looks like the SDK bump", evidence: "journal 42"))
    }

    /// What four actions came to, the last of a name that no half pane has room for.
    mutating func act() {
        let targets = [
            Fleet.checkout, Fleet.payments, Target(function: "search", alias: "prod"),
            Target(function: "order-confirmation-mailer", alias: "production"),
        ]
        let outcomes = [("verified", ""), ("superseded", ": somebody else moved it"), ("OUTCOME UNKNOWN", ""), ("verified", "")]
        for (index, (target, outcome)) in zip(targets, outcomes).enumerated() {
            let what = "rollback \(target)"
            timeline.append(
                TimelineEntry(
                    at: ago(30 - index), who: "oncall/jo", category: .action,
                    text: DisplayText("\(what)  v6 80 % v7 20 % → v6 100 %  \(outcome.0)\(outcome.1)"),
                    briefs: [
                        "\(what)  → v6 100 %  \(outcome.0)", "\(what)  \(outcome.0)", "\(outcome.0)  \(what)",
                        "\(outcome.0)  \(target)",
                    ].map { DisplayText($0) },
                    target: target, evidence: "journal \(43 + index), CloudTrail 4f1c"))
        }
    }

    func plan(
        _ command: Command? = nil, target: Target = Fleet.checkout, after: Routing = Routing(pointer: "6"),
        revision: RevisionID? = nil
    ) -> Plan {
        let alias = picture.aliases[target]
        let before = alias?.value.routing ?? Routing(pointer: "1")
        return Plan(
            command: command ?? .rollback(target, to: nil), target: target, account: "123456789012", region: "eu-west-1",
            before: before, revision: revision ?? alias?.value.revision ?? "none", after: after,
            steps: [
                .init(
                    call: "lambda UpdateAlias", before: EffectiveText.of(before), after: EffectiveText.of(after),
                    expects: "revision 275af281"),
                .init(call: "lambda GetAlias", before: "sent", after: "read back", expects: ""),
            ], evidence: Fleet.lastGood, predicted: .seconds(1),
            cannotUndo: ["schema changes (both versions say schema=12)", "events already queued"],
            basedOn: alias?.readAt ?? now.time)
    }

    func armed(_ plans: [Plan]? = nil, refusals: [Target: Refusal] = [:]) -> ArmedPlans {
        ArmedPlans(incident: "INC-20261120-01", plans: plans ?? [plan()], refusals: refusals)
    }

    /// Many calm targets besides.
    mutating func addMany(_ count: Int) {
        for index in 0..<count { add(Target(function: "fn-\(index.padded(4))", alias: "prod"), Routing(pointer: "3")) }
    }

    /// Names and texts as an attacker or a tired colleague writes them.
    mutating func addHostile() {
        var alarms = picture.alarms?.value ?? []
        let names = [
            "\u{1B}[2J\u{1B}]0;owned\u{07}OK", "\u{202E}MRALA\u{2066}", "支払い-エラー率-とても長い名前のアラーム", "👩‍👩‍👧‍👦 family",
            String(repeating: "very-long-", count: 1000),
        ]
        for name in names {
            alarms.append(
                Alarm(
                    name: DisplayText(name), kind: .metric(namespace: "AWS/Lambda", name: "Errors"), state: .alarm,
                    reason: DisplayText("a\r\nb\tc " + name), since: ago(60), dimensions: ["Resource": "checkout:prod"]))
        }
        picture.apply(.alarms(alarms), at: now, interval: .seconds(10))
        timeline.append(
            TimelineEntry(
                at: ago(1), who: "\u{1B}[31mmallory", category: .note, text: DisplayText("line one\nline two \u{9B}31m"),
                evidence: "journal"))
    }
}

enum EffectiveText {
    static func of(_ routing: Routing) -> String {
        EffectiveTraffic(routing).parts.map { "\($0.version.label) \(Int(($0.share * 100).rounded())) %" }.joined(separator: " ")
    }
}
