import AWSGateway
import IncidentEngine
import IncidentModel
import Synchronization

/// Credentials, region, endpoint, clock and permissions, by harmless reads.
struct DoctorAWS: Sendable {
    let connection: Connection
    let environment: ProcessEnvironment

    func checks() async -> [DoctorCheck] {
        let settings = connection.aws.settings
        var checks: [DoctorCheck] = [
            .ok(
                "region",
                "\(settings.region.value) (from \(settings.region.source)), profile \(settings.profile.value) (from \(settings.profile.source))"
            )
        ]
        let start = WallClock.uptime
        await connection.aws.touch(.lambda)
        let connected = WallClock.uptime - start
        let lambda = settings.endpoint(.lambda)
        let caller = await callerCheck()
        checks.append(
            caller.isUnreachable
                ? .fail(
                    "endpoint", "\(lambda.url) (from \(lambda.source)) does not answer",
                    fix: "check the network, proxies and --endpoint-url")
                : Self.endpoint(lambda.url, source: lambda.source, took: connected))
        checks.append(Self.proxy(settings.proxies.https != nil, caBundle: settings.caBundle))
        checks.append(caller.check)
        if caller.isUnreachable { return checks }
        checks.append(Self.clock(connection.aws.clockSkew))
        guard caller.check.level != .fail else { return checks }
        let (permissions, function) = await permissions()
        return checks + permissions + (await further(function)) + [DoctorFurther.writing]
    }

    private func callerCheck() async -> (check: DoctorCheck, isUnreachable: Bool) {
        let observers = connection.observers(journal: NoRecord())
        do throws(CallFailure) {
            let caller = try await observers.caller.caller()
            let status = connection.aws.credentials.status
            return (
                Self.credentials(
                    arn: caller.arn, provider: status?.provider ?? caller.provider,
                    expiresAt: status?.expiresAt ?? caller.expiresAt,
                    now: WallClock.time), false
            )
        } catch {
            let isUnreachable = error.kind == .unreachable || error.kind == .lostReply
            return (
                .fail("credentials", "\(error)", fix: "renew the session (aws sso login), or name another --profile"),
                isUnreachable
            )
        }
    }

    /// One harmless read of each kind. Whether UpdateAlias is allowed cannot be asked without moving traffic.
    /// - Returns: a function of the account beside them.
    private func permissions() async -> (checks: [DoctorCheck], function: String?) {
        let observers = connection.observers(journal: NoRecord())
        var checks: [DoctorCheck] = []
        var first: String?
        checks.append(
            await probe("lambda:ListFunctions") { () async throws(CallFailure) in
                first = try await observers.functions.functions().first
            })
        checks.append(
            await probe("cloudwatch:DescribeAlarms") { () async throws(CallFailure) in _ = try await observers.alarms.alarms() })
        let now = observers.clock.now.time
        checks.append(
            await probe("cloudwatch:DescribeAlarmHistory") { () async throws(CallFailure) in
                _ = try await observers.alarms.alarmHistory(since: now - .seconds(60))
            })
        guard let function = first else { return (checks, nil) }
        var target: Target?
        checks.append(
            await probe("lambda:ListAliases") { () async throws(CallFailure) in
                target = try await observers.functions.aliases(of: function).first?.target
            })
        checks.append(
            await probe("lambda:ListVersionsByFunction") { () async throws(CallFailure) in
                _ = try await observers.functions.versions(of: function)
            })
        guard let target else { return (checks, function) }
        checks.append(
            await probe("lambda:GetAlias") { () async throws(CallFailure) in _ = try await observers.functions.alias(target) })
        checks.append(
            await probe("cloudwatch:GetMetricData") { () async throws(CallFailure) in
                _ = try await observers.metrics.metrics(
                    [MetricRequest(target: target, versions: [])], from: now - .seconds(300), to: now)
            })
        return (checks, function)
    }

    /// What the console can do without. A deployment to ask about is found first.
    private func further(_ function: String?) async -> [DoctorCheck] {
        let access = AccessProbe(session: connection.aws)
        let found = Mutex<String?>(nil)
        let list = DoctorFurther.Question(action: "codedeploy:ListDeployments", lost: DoctorFurther.unseen) {
            () async throws(CallFailure) in
            let id = try await access.listDeployments()
            found.withLock { $0 = id }
        }
        let listed = await DoctorFurther(questions: [list]).checks()
        let questions = DoctorFurther.questions(access, function: function, deployment: found.withLock { $0 })
        return listed + (await DoctorFurther(questions: questions).checks())
    }

    private func probe(_ permission: String, _ body: () async throws(CallFailure) -> Void) async -> DoctorCheck {
        do throws(CallFailure) {
            try await body()
            return .ok("permission", "\(permission) is allowed")
        } catch {
            if error.kind == .denied {
                return .fail("permission", "\(permission) is denied: \(error.message)", fix: "allow \(permission)")
            }
            return .warn("permission", "\(permission) could not be tried: \(error)", fix: "run doctor again")
        }
    }
}

/// A journal without events: `doctor` judges AWS without our own record.
private struct NoRecord: JournalReading {
    func events(after seq: Int, limit: Int) async throws(JournalFailure) -> [Event] { [] }
    func updates(after seq: Int) -> AsyncStream<[Event]> { AsyncStream { $0.finish() } }
}
