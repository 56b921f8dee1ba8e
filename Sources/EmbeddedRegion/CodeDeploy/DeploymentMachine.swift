/// One act of one deployment, at the moment at which it was due.
struct DeploymentMachine {
    var record: DeploymentRecord
    let moment: Int64
    let alarmStates: @Sendable ([String], World, Int64) -> [String: AlarmState]
    /// The deployment that takes this one back, when the act began one.
    var rollback: DeploymentRecord?

    /// Milliseconds from one state to the next where nothing has to be waited for.
    static let pause: Int64 = 500
    static let settling: Int64 = 1_000
    /// How often a deployment looks at its alarms; AWS does not tell.
    static let pollInterval: Int64 = 5_000
    /// A hook function that has not answered by then has failed (CodeDeploy user guide, AppSpec 'hooks' section for Lambda).
    static let hookTimeout: Int64 = 3_600_000

    mutating func act(in world: inout World) {
        record.updated = moment
        if let stop = record.stop, stop.at <= moment {
            end(
                .stopped, .init(code: "MANUAL_STOP", message: "The deployment was stopped by a request."), in: &world,
                rollsBack: stop.rollsBack)
            return
        }
        if let poll = record.pollAt, poll <= moment {
            record.pollAt = moment + Self.pollInterval
            if let failure = alarmFailure(in: world) {
                end(.stopped, failure, in: &world, rollsBack: record.rollback.covers(.stopOnAlarm))
                return
            }
        }
        guard let due = record.actAt, due <= moment else { return }
        record.actAt = nil
        switch record.phase {
        case .created:
            record.status = .queued
            plan(.queued, in: Self.pause)
        case .queued: begin(in: &world)
        case .starting: enterHook(0, in: &world)
        case .before: hookEnded(0, in: &world)
        case .shifting(let step): shift(step, in: &world)
        case .shifted:
            finish(DeploymentRecord.allowTraffic, "Succeeded")
            enterHook(2, in: &world)
        case .after: hookEnded(2, in: &world)
        case .ending: end(.succeeded, nil, in: &world, rollsBack: false)
        case .over: break
        }
    }

    private mutating func plan(_ phase: DeploymentRecord.Phase, in delay: Int64) {
        record.phase = phase
        record.actAt = moment + delay
    }

    private mutating func begin(in world: inout World) {
        record.status = .inProgress
        record.started = moment
        if !record.isRollback, record.alarms.isEnabled {
            record.pollAt = moment + Self.pollInterval
            // An alarm that fires already lets no deployment begin, not even the one that would quiet it.
            if let failure = alarmFailure(in: world) {
                end(.stopped, failure, in: &world, rollsBack: false)
                return
            }
        }
        if !record.isRollback, let failure = DeploymentRouting.mismatch(record, in: world) {
            fail(failure, in: &world)
            return
        }
        record.isValidated = !record.isRollback
        record.expected = DeploymentRouting.current(record.spec, in: world)
        plan(.starting, in: Self.settling)
    }

    // MARK: Hooks

    private mutating func enterHook(_ index: Int, in world: inout World) {
        let isBefore = index == 0
        guard let function = record.events[index].function else {
            record.events[index].status = "Skipped"
            if isBefore { enterShift(in: &world) } else { plan(.ending, in: Self.settling) }
            return
        }
        let behaviour = world.codeDeploy.hooks[function] ?? HookBehaviour()
        record.events[index].status = "InProgress"
        record.events[index].started = moment
        record.events[index].execution = world.noise.uuid(Noise.stream("hook/" + record.id), Int64(index))
        switch behaviour.outcome {
        case .succeeded: record.answer = true
        case .failed: record.answer = false
        case .none: record.answer = nil
        }
        plan(isBefore ? .before : .after, in: behaviour.outcome == .none ? Self.hookTimeout : behaviour.takes)
    }

    private mutating func hookEnded(_ index: Int, in world: inout World) {
        let answer = record.answer
        record.answer = nil
        guard answer == true else {
            record.events[index].message =
                answer == false
                ? "The function reported Failed."
                : "The function did not report a status within \(Self.hookTimeout / 60_000) minutes."
            fail(
                .init(
                    code: "HOOK_EXECUTION_FAILURE",
                    message: "The deployment failed because the \(record.events[index].name) hook did not succeed."), in: &world)
            return
        }
        finish(index, "Succeeded")
        if index == 0 { enterShift(in: &world) } else { plan(.ending, in: Self.settling) }
    }

    // MARK: Traffic

    private mutating func enterShift(in world: inout World) {
        record.events[DeploymentRecord.allowTraffic].status = "InProgress"
        record.events[DeploymentRecord.allowTraffic].started = moment
        shift(0, in: &world)
    }

    private mutating func shift(_ step: Int, in world: inout World) {
        let found = DeploymentRouting.current(record.spec, in: world)
        if found != record.expected, world.codeDeploy.onManualChange == .fail, !record.isRollback {
            fail(DeploymentRouting.changedMeanwhile, in: &world)
            return
        }
        let percent = record.config.percent(step: step)
        do throws(DeploymentRouting.Rejected) {
            record.expected = try DeploymentRouting.write(
                record.spec, percent: percent, in: &world, at: moment, by: roleName(in: world))
        } catch {
            fail(error.failure, in: &world)
            return
        }
        record.weight = percent
        if percent >= 100 {
            plan(.shifted, in: Self.settling)
        } else {
            plan(.shifting(step: step + 1), in: record.config.interval)
        }
    }

    /// Of the group's service role, as which CodeDeploy calls Lambda.
    private func roleName(in world: World) -> String {
        let role = world.codeDeploy.applications[record.application]?.groups[record.group]?.serviceRole
        return role?.split(separator: "/").last.map(String.init) ?? "codedeploy-service"
    }

    // MARK: Ends

    private mutating func finish(_ index: Int, _ status: String) {
        record.events[index].status = status
        record.events[index].ended = moment
    }

    private mutating func fail(_ failure: DeploymentRecord.Failure, in world: inout World) {
        end(.failed, failure, in: &world, rollsBack: record.rollback.covers(.failure))
    }

    private mutating func end(
        _ status: DeploymentRecord.Status, _ failure: DeploymentRecord.Failure?, in world: inout World, rollsBack: Bool
    ) {
        for index in record.events.indices {
            switch record.events[index].status {
            case "InProgress": finish(index, status == .failed ? "Failed" : "Skipped")
            case "Pending": record.events[index].status = "Skipped"
            default: break
            }
        }
        record.status = status
        record.phase = .over
        record.completed = moment
        record.failure = failure
        record.actAt = nil
        record.pollAt = nil
        record.stop = nil
        guard rollsBack, !record.isRollback else { return }
        guard record.isValidated else {
            record.rollbackMessage = "No rollback was needed: the deployment had not begun to change the alias."
            return
        }
        let made = DeploymentRollbackMaker.rollback(of: record, in: &world, at: moment)
        record.rollbackID = made.id
        record.rollbackMessage = "Deployment \(made.id) rolls back deployment \(record.id)."
        rollback = made
    }

    private func alarmFailure(in world: World) -> DeploymentRecord.Failure? {
        guard record.alarms.isEnabled, !record.alarms.names.isEmpty else { return nil }
        let states = alarmStates(record.alarms.names, world, moment)
        let firing = record.alarms.names.filter { states[$0] == .alarm }
        if !firing.isEmpty {
            return .init(
                code: "ALARM_ACTIVE",
                message:
                    "One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the "
                    + "affected deployments have been stopped. Activated alarms: \(firing.joined(separator: ", "))")
        }
        if !record.alarms.ignoresPollFailure, let absent = record.alarms.names.first(where: { states[$0] == nil }) {
            return .init(
                code: "ALARM_ACTIVE",
                message: "The deployment was stopped because the state of the alarm \(absent) could not be retrieved.")
        }
        return nil
    }
}
