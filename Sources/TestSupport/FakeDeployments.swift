package import IncidentEngine
package import IncidentModel
import Synchronization

/// CodeDeploy beside a `FakeRegion`: it writes the alias at its steps, in virtual time, unless it is stopped, and takes a stopped deployment back
/// as a new one. Nothing runs by itself: whatever was due has happened before anybody reads or writes.
package final class FakeDeployments: DeploymentReading, DeploymentWriting {
    /// What CodeDeploy does at its next step when somebody else has moved the alias; the real behaviour is not documented.
    package enum ManualChange: Sendable, CaseIterable { case overwrite, fail }
    package enum Call: Hashable, Sendable { case stop, read, list, create }

    /// Names as `FakeRegion.Fault`.
    package enum Fault: Hashable, Sendable {
        case resetBefore, resetAfterApply
        /// The stop takes effect when the next call of any kind arrives.
        case applyLate
        case fail(CallFailure.Kind)
        /// Answers with the deployment as it was at the call before.
        case staleRead
    }

    /// How long a stop takes until the deployment is Stopped; then until the rollback deployment is made; then until that is over.
    package struct Pace: Sendable {
        package var stop = Duration.seconds(1)
        package var rollback = Duration.milliseconds(500)
        package var rollbackTakes = Duration.seconds(2)
        package init() {}
    }

    private struct Course {
        var deployment: Deployment
        var began: Duration
        /// Steps written so far.
        var steps = 0
        var lastRevision: RevisionID?
        var stopAt: Duration?
        var rollbackAt: Duration?
        var endsAt: Duration?
    }

    private struct State {
        var courses: [String: Course] = [:]
        var order: [String] = []
        var script: [Call: [Fault?]] = [:]
        var always: [Call: Fault] = [:]
        var log: [(call: Call, at: Duration, lane: RequestLane)] = []
        var late: [String] = []
        var previous: [String: Deployment] = [:]
        var isSettling = false
    }

    package let manualChange: ManualChange
    private let region: FakeRegion
    private let clock: any EngineClock
    private let pace: Pace
    private let latency: Duration
    private let state = Mutex(State())

    package init(
        _ region: FakeRegion, clock: any EngineClock, manualChange: ManualChange = .overwrite, pace: Pace = Pace(),
        latency: Duration = .zero
    ) {
        self.region = region
        self.clock = clock
        self.manualChange = manualChange
        self.pace = pace
        self.latency = latency
        region.addNeighbour { [weak self] in self?.settle() }
    }

    // MARK: - Setting up and looking

    /// Begins a deployment: its first share is written now.
    @discardableResult
    package func begin(
        _ id: String, on target: Target, from: VersionID, to: VersionID, _ shape: DeploymentStrategy.Shape, alarms: [String] = []
    ) -> Deployment {
        let now = clock.now
        let deployment = Deployment(
            id: id, application: "app", group: target.description, status: .inProgress, target: target, currentVersion: from,
            targetVersion: to, targetShare: 0, strategy: DeploymentStrategy(name: "custom", shape: shape), createdAt: now.time,
            startedAt: now.time, alarms: .init(isEnabled: !alarms.isEmpty, names: alarms.map { DisplayText($0) }))
        state.withLock { state in
            state.courses[id] = Course(
                deployment: deployment, began: now.uptime, lastRevision: region.current(target)?.revision)
            state.order.append(id)
        }
        settle()
        return current(id) ?? deployment
    }

    package func current(_ id: String) -> Deployment? { state.withLock { $0.courses[id]?.deployment } }
    package var all: [Deployment] { state.withLock { state in state.order.compactMap { state.courses[$0]?.deployment } } }
    package func script(_ call: Call, _ faults: [Fault?]) { state.withLock { $0.script[call, default: []] += faults } }
    package func always(_ call: Call, _ fault: Fault?) { state.withLock { $0.always[call] = fault } }
    package func count(_ call: Call) -> Int { state.withLock { $0.log.count { $0.call == call } } }
    package var log: [(call: Call, at: Duration, lane: RequestLane)] { state.withLock { $0.log } }

    // MARK: - Ports

    package func deployments(since: Timestamp) async throws(CallFailure) -> [Deployment] {
        _ = try await arrive(.list, "ListDeployments")
        return all.filter { $0.status.isRunning || ($0.completedAt.map { $0 >= since } ?? true) }
    }

    package func deployment(_ id: String) async throws(CallFailure) -> Deployment {
        let fault = try await arrive(.read, "GetDeployment")
        settle()
        let found = state.withLock { state -> Deployment? in
            let now = state.courses[id]?.deployment
            defer { state.previous[id] = now }
            return fault == .staleRead ? state.previous[id] ?? now : now
        }
        guard let found else { throw Self.failure(.notFound, "GetDeployment") }
        return found
    }

    package func stop(_ deployment: String) async throws(CallFailure) -> DeploymentStopReply {
        let fault = try await arrive(.stop, "StopDeployment")
        if fault == .resetBefore { throw Self.failure(.lostReply, "StopDeployment") }
        if fault == .applyLate {
            state.withLock { $0.late.append(deployment) }
            throw Self.failure(.lostReply, "StopDeployment")
        }
        settle()
        let wasRunning = order(toStop: deployment)
        if fault == .resetAfterApply { throw Self.failure(.lostReply, "StopDeployment") }
        guard let wasRunning else { throw Self.failure(.notFound, "StopDeployment") }
        return DeploymentStopReply(status: wasRunning ? .pending : .alreadyOver, requestID: "stop-\(count(.stop))")
    }

    package func create(_ request: DeploymentRequest) async throws(CallFailure) -> String {
        _ = try await arrive(.create, "CreateDeployment")
        let id = "d-\(state.withLock { $0.order.count } + 1)"
        begin(id, on: request.target, from: request.from, to: request.to, .allAtOnce)
        return id
    }

    // MARK: - Inside

    private func order(toStop id: String) -> Bool? {
        let now = clock.now.uptime
        return state.withLock { state in
            guard let course = state.courses[id] else { return nil }
            guard course.deployment.status.isRunning, course.deployment.rollbackOf == nil else {
                return course.deployment.status.isRunning
            }
            if course.stopAt == nil { state.courses[id]?.stopAt = now + pace.stop }
            return true
        }
    }

    /// Everything that is due by now, in the order in which it was due.
    private func settle() {
        let isMine = state.withLock { state in
            defer { state.isSettling = true }
            return !state.isSettling
        }
        guard isMine else { return }
        defer { state.withLock { $0.isSettling = false } }
        let now = clock.now.uptime
        while let (id, at) = due(by: now) { happen(id, at) }
    }

    private func due(by now: Duration) -> (String, Duration)? {
        state.withLock { state in
            let next = state.order.compactMap { id in state.courses[id].flatMap { nextTime(of: $0) }.map { (id, $0) } }
            return next.filter { $0.1 <= now }.min { $0.1 < $1.1 }
        }
    }

    private func nextTime(of course: Course) -> Duration? {
        guard course.deployment.status.isRunning else { return course.rollbackAt }
        if let endsAt = course.endsAt { return endsAt }
        let step = stepTime(of: course)
        return course.stopAt.map { min($0, step) } ?? step
    }

    private func stepTime(of course: Course) -> Duration {
        course.began + (course.deployment.strategy.interval ?? .zero) * course.steps
    }

    private func happen(_ id: String, _ at: Duration) {
        guard let course = state.withLock({ $0.courses[id] }) else { return }
        if !course.deployment.status.isRunning {
            takeBack(id, course, at)
        } else if course.endsAt != nil {
            finishRollback(id, course)
        } else if let stopAt = course.stopAt, stopAt <= stepTime(of: course) {
            change(id) { course in
                course.deployment.status = .stopped
                course.deployment.errorCode = "MANUAL_STOP"
                course.rollbackAt = at + self.pace.rollback
            }
        } else {
            step(id, course)
        }
    }

    private func step(_ id: String, _ course: Course) {
        let target = course.deployment.target
        guard let from = course.deployment.currentVersion, let to = course.deployment.targetVersion else { return }
        let now = region.current(target)
        if let last = course.lastRevision, now?.revision != last, manualChange == .fail {
            return change(id) { course in
                course.deployment.status = .failed
                course.deployment.errorCode = "INVALID_LAMBDA_CONFIGURATION"
            }
        }
        let share: Double =
            switch course.deployment.strategy.shape {
            case .allAtOnce, .unknown: 1
            case .canary(let share, _): course.steps == 0 ? share : 1
            case .linear(let share, _): min(1, share * Double(course.steps + 1))
            }
        region.write(
            target, to: share >= 1 - 1e-9 ? Routing(pointer: to) : Routing(pointer: from, weights: [to: share]),
            by: "codedeploy \(id)")
        let written = region.current(target)?.revision
        change(id) { course in
            course.steps += 1
            course.lastRevision = written
            course.deployment.targetShare = share
            if share >= 1 - 1e-9 { course.deployment.status = .succeeded }
        }
    }

    private func takeBack(_ id: String, _ course: Course, _ at: Duration) {
        var rollback = course.deployment
        rollback.id = "\(id)-back"
        rollback.status = .inProgress
        rollback.rollbackOf = id
        rollback.rollbackID = nil
        rollback.errorCode = ""
        rollback.creator = "codeDeployRollback"
        (rollback.currentVersion, rollback.targetVersion) = (course.deployment.targetVersion, course.deployment.currentVersion)
        state.withLock { state in
            state.courses[id]?.deployment.rollbackID = rollback.id
            state.courses[id]?.rollbackAt = nil
            state.courses[rollback.id] = Course(deployment: rollback, began: at, endsAt: at + pace.rollbackTakes)
            state.order.append(rollback.id)
        }
    }

    private func finishRollback(_ id: String, _ course: Course) {
        if let version = course.deployment.targetVersion {
            region.write(course.deployment.target, to: Routing(pointer: version), by: "codedeploy \(id)")
        }
        change(id) { course in
            course.deployment.status = .succeeded
            course.deployment.targetShare = 1
            course.endsAt = nil
        }
    }

    private func change(_ id: String, _ body: (inout Course) -> Void) {
        state.withLock { state in
            guard var course = state.courses[id] else { return }
            body(&course)
            if !course.deployment.status.isRunning { course.deployment.completedAt = clock.now.time }
            state.courses[id] = course
        }
    }

    private func arrive(_ call: Call, _ operation: String) async throws(CallFailure) -> Fault? {
        let (at, lane) = (clock.now.uptime, RequestLane.current)
        let (fault, late) = state.withLock { state -> (Fault?, [String]) in
            state.log.append((call, at, lane))
            defer { state.late = [] }
            guard var faults = state.script[call], !faults.isEmpty else { return (state.always[call], state.late) }
            let fault = faults.removeFirst()
            state.script[call] = faults
            return (fault, state.late)
        }
        for id in late { _ = order(toStop: id) }
        if latency > .zero {
            do { try await clock.sleep(for: latency) } catch { throw Self.failure(.cancelled, operation) }
        }
        if case .fail(let kind) = fault { throw Self.failure(kind, operation) }
        return fault
    }

    private static func failure(_ kind: CallFailure.Kind, _ operation: String) -> CallFailure {
        Fixtures.failure(kind, operation, service: "codedeploy")
    }
}
