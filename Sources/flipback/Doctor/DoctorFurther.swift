import AWSGateway
import IncidentModel

/// What the console can do without: each missing permission is a warning that says what is lost, never a failure. All at the same time, none
/// longer than a bound.
struct DoctorFurther: Sendable {
    /// One permission and a call that needs it.
    struct Question: Sendable {
        var action: String
        /// What is lost without it, as a clause.
        var lost: String
        var ask: @Sendable () async throws(CallFailure) -> Void
    }

    static let bound = Duration.seconds(5)

    let questions: [Question]
    /// Returns when nobody waits any longer.
    var limit: @Sendable () async -> Void = { try? await Task.sleep(for: DoctorFurther.bound) }

    /// - Parameter function: one of the account's; nil leaves out what can only be asked about one.
    /// - Parameter deployment: one that was listed.
    static func questions(_ probe: AccessProbe, function: String?, deployment: String?) -> [Question] {
        var questions: [Question] = []
        if let deployment {
            questions.append(
                Question(
                    action: "codedeploy:BatchGetDeployments", lost: unseen
                ) { () async throws(CallFailure) in try await probe.batchGetDeployments(deployment) })
        }
        if let function {
            questions += [
                Question(
                    action: "lambda:ListProvisionedConcurrencyConfigs",
                    lost: "provisioned concurrency is not seen, which may hold the traffic on the bad version for minutes"
                ) { () async throws(CallFailure) in try await probe.listProvisionedConcurrencyConfigs(function) },
                Question(
                    action: "lambda:GetFunction",
                    lost: "the states of versions are not known, and a moved alias is noticed later"
                ) { () async throws(CallFailure) in try await probe.getFunction(function) },
                Question(
                    action: "lambda:ListEventSourceMappings",
                    lost: "queues and streams that call a version directly are not found"
                ) { () async throws(CallFailure) in try await probe.listEventSourceMappings(function) },
            ]
        }
        return questions + [
            Question(
                action: "lambda:GetAccountSettings", lost: "it is not known whether an instant switch meets the concurrency limit"
            ) { () async throws(CallFailure) in try await probe.getAccountSettings() },
            Question(action: "cloudtrail:LookupEvents", lost: "who moved an alias stays unknown") {
                () async throws(CallFailure) in try await probe.lookupEvents()
            },
            Question(action: "xray:GetServiceGraph", lost: "TRACES cannot say which downstream service fails") {
                () async throws(CallFailure) in try await probe.getServiceGraph()
            },
        ]
    }

    static let unseen = "a running deployment is not seen, and may move an alias back"

    /// In the order of the questions.
    func checks() async -> [DoctorCheck] {
        await withTaskGroup(of: (Int, DoctorCheck).self) { group in
            for (index, question) in questions.enumerated() {
                group.addTask { (index, Self.check(question, await outcome(question))) }
            }
            var checks: [Int: DoctorCheck] = [:]
            for await (index, check) in group { checks[index] = check }
            return questions.indices.compactMap { checks[$0] }
        }
    }

    /// Nil when there was no answer in time.
    private func outcome(_ question: Question) async -> Result<Void, CallFailure>? {
        await withTaskGroup(of: Result<Void, CallFailure>?.self) { group in
            group.addTask {
                do throws(CallFailure) { return .success(try await question.ask()) } catch { return .failure(error) }
            }
            group.addTask {
                await limit()
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    static func check(_ question: Question, _ outcome: Result<Void, CallFailure>?) -> DoctorCheck {
        let action = question.action
        switch outcome {
        case .success: return .ok("permission", "\(action) is allowed")
        case .failure(let failure) where failure.kind == .denied:
            return .warn("permission", "\(action) is denied: \(question.lost)", fix: "allow \(action)")
        case .failure(let failure):
            return .warn(
                "permission", "\(action) could not be tried (\(failure)): without it \(question.lost)",
                fix: "run doctor again; allow \(action)")
        case nil:
            return .warn(
                "permission", "\(action) could not be tried (no answer in \(Words.duration(bound))): without it \(question.lost)",
                fix: "run doctor again; allow \(action)")
        }
    }

    /// Only a move of traffic could tell.
    static var writing: DoctorCheck {
        let actions = AWSOperation.all.filter { $0.need == .operator }.map(\.action)
        return .ok(
            "writing", "not tried, and not needed to watch: \(actions.joined(separator: ", "))")
    }
}
