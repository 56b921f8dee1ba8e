import IncidentModel

/// Stopping a running deployment and following it, and its rollback deployment, to their end.
extension ActionRun {
    /// Nil when the alias may be written: the deployment is over, or it was decided to take the alias from it.
    mutating func stop(_ stopping: Deployment) async -> Ending? {
        deployment = stopping
        // CodeDeploy is taking something back: stopping that would leave two versions on the alias, or bring the bad one back.
        if stopping.rollbackOf != nil {
            report(.sent, "\(stopping.label) is CodeDeploy's own way back: following it")
            return await follow(stopping.id, .stopping)
        }
        let recorder = recorder
        let intent = await recorder.step(.deploymentStop, .intent, plan, details: Self.details(of: stopping))
        note(intent)
        if case .failure(let trouble) = intent, !recorder.context.allowUnjournalled {
            let refusal = Refusal(
                .policy,
                "\(stopping.label) was not stopped, because the journal cannot be written (\(trouble)): make the file writable, then try again"
            )
            return Ending(outcome: .notApplied, note: refusal.text, refusal: refusal)
        }
        report(.sent, "stopping \(stopping.label) with rollback")
        let told = await tellToStop(stopping)
        if let ending = await yielded() { return ending }
        return await follow(stopping.id, told)
    }

    enum Told {
        case stopping
        /// It may be read at once: nothing is waited for.
        case over
        case not(CallFailure)
    }

    /// Sends StopDeployment until it is known to have arrived. A lost reply is never answered by sending blindly: the deployment is read
    /// first, and one that still runs may be told again, since a second stop does nothing more.
    private mutating func tellToStop(_ stopping: Deployment) async -> Told {
        let since = clock.now.uptime
        var hasResent = false
        while true {
            let (recorder, plan) = (recorder, plan)
            async let marked = recorder.step(.deploymentStop, .sent, plan, details: Self.details(of: stopping))
            let reply: Result<DeploymentStopReply, CallFailure>
            do throws(CallFailure) {
                reply = .success(try await tools.ports.deployments.stop(stopping.id))
            } catch {
                reply = .failure(error)
            }
            note(await marked)
            switch reply {
            case .success(let reply):
                await stopAcknowledged(stopping, reply)
                return reply.status == .pending ? .stopping : .over
            case .failure(let failure):
                report(.sent, "\(failure)")
                switch failure.kind {
                // There is nothing to stop.
                case .notFound: return .over
                case .throttled, .conflict, .unreachable:
                    let wait = tools.retryWait(failure)
                    guard clock.now.uptime - since + wait <= pace.deploymentDeadline else { return .not(failure) }
                    await control.pause(for: wait, clock)
                    if control.successor != nil { return .not(failure) }
                case .lostReply, .server, .malformed, .cancelled:
                    if case .success(let now) = await readDeployment(stopping.id), !now.status.isRunning { return .over }
                    guard !hasResent else { return .not(failure) }
                    hasResent = true
                case .denied, .credentials, .invalid, .preconditionFailed: return .not(failure)
                }
            }
        }
    }

    private mutating func stopAcknowledged(_ stopping: Deployment, _ reply: DeploymentStopReply) async {
        requestIDs.append(reply.requestID)
        let words =
            switch reply.status {
            case .pending: "CodeDeploy is stopping \(stopping.label) and takes it back"
            case .succeeded: "CodeDeploy has stopped \(stopping.label)"
            case .alreadyOver: "\(stopping.label) was over already"
            }
        var details = Self.details(of: stopping)
        details["text"] = .string(words)
        note(
            await recorder.step(
                .deploymentStop, .acknowledged, plan, requestIDs: [reply.requestID], details: details))
        report(.sent, words)
    }

    /// Reads until the deployment, and the one that takes it back, are over; at the deadline somebody decides.
    private mutating func follow(_ id: String, _ told: Told) async -> Ending? {
        var course = DeploymentCourse(id: id, began: clock.now.uptime, pace: pace)
        var obstacle: CallFailure?
        switch told {
        case .stopping: break
        case .over: course.isDue = true
        case .not(let failure):
            obstacle = failure
            course.deadline = course.began
        }
        while true {
            if let ending = await yielded() { return ending }
            let wait = course.nextWait(at: clock.now.uptime)
            if wait > .zero { await control.pause(for: wait, clock) }
            if let ending = await yielded() { return ending }
            switch await readDeployment(course.following) {
            case .failure(let failure): report(.sent, "\(failure): reading \(course.label) again", question: course.question)
            case .success(let now):
                deployment = now
                switch course.judge(now) {
                case .over:
                    control.ask(false)
                    await stopEnded(.verified, "\(now.label) is \(now.status.rawValue)")
                    return nil
                case .goesOn: report(.sent, course.words(now), question: course.question)
                }
            }
            if let ending = await decide(&course, obstacle) { return ending }
            if needsWatch {
                control.ask(false)
                await stopEnded(.unknown, "the alias is taken before \(course.label) is over")
                return nil
            }
        }
    }

    /// What is to be done now that the deadline may have passed. Sets `needsWatch` when the alias is to be taken.
    private mutating func decide(_ course: inout DeploymentCourse, _ obstacle: CallFailure?) async -> Ending? {
        let now = clock.now.uptime
        if course.question != nil, let answer = control.takeAnswer() {
            control.ask(false)
            course.question = nil
            guard answer == .keepWaiting else {
                needsWatch = true
                return nil
            }
            course.deadline = now + pace.deploymentDeadline
            report(.sent, "waiting for \(course.label) until \((clock.now.time + pace.deploymentDeadline).clock)")
            return nil
        }
        guard now >= course.deadline else { return nil }
        let waited = now - course.began
        switch recorder.context.atDeadline {
        case .take: needsWatch = true
        case .wait:
            guard obstacle == nil, waited < pace.waitLimit else { return await leave(course, waited, obstacle) }
            course.deadline = now + pace.deploymentDeadline
        case .ask:
            guard waited < pace.waitLimit else { return await leave(course, waited, obstacle) }
            guard course.question == nil else { return nil }
            let question = course.ask(target: plan.target, waited: waited, obstacle: obstacle)
            control.ask(true)
            report(.sent, question.text, question: question)
        }
        return nil
    }

    /// Nobody may or wants to take the alias: it is left to CodeDeploy, with the way out.
    private mutating func leave(_ course: DeploymentCourse, _ waited: Duration, _ obstacle: CallFailure?) async -> Ending? {
        control.ask(false)
        let why = obstacle.map { "it cannot be stopped: \($0)" } ?? "it is not over after \(Wording.duration(waited))"
        let text =
            "\(course.label) still moves \(plan.target) (\(why)), so the alias was not written: stop it in CodeDeploy, or run the "
            + "\(plan.command.name) again and take the alias"
        await stopEnded(obstacle == nil ? .unknown : .notApplied, text)
        return Ending(outcome: .notApplied, note: text, refusal: Refusal(.policy, text), failure: obstacle)
    }

    private mutating func stopEnded(_ phase: ActionPhase, _ text: String) async {
        guard let stopping = plan.stopping, stopping.rollbackOf == nil else { return }
        var details = Self.details(of: stopping)
        details["text"] = .string(text)
        if needsWatch { details["watching"] = true }
        note(await recorder.step(.deploymentStop, phase, plan, details: details))
    }

    func readDeployment(_ id: String) async -> Result<Deployment, CallFailure> {
        guard let reading = tools.deployments else {
            return .failure(
                CallFailure(
                    kind: .denied, service: "codedeploy", operation: "GetDeployment",
                    message: "this session cannot read CodeDeploy"))
        }
        do throws(CallFailure) { return .success(try await reading.deployment(id)) } catch { return .failure(error) }
    }

    private static func details(of deployment: Deployment) -> [String: JSONValue] {
        [
            "deployment": .string(deployment.id), "application": .string(deployment.application),
            "stopGroup": .string(deployment.group),
        ]
    }
}
