import IncidentModel

@testable import ConsoleUI

extension Console {
    /// A rollback behind a stop is under way: its intent is in the journal.
    static func stopping(columns: Int = 120, rows: Int = 40, provisioned: ProvisionedStrategy? = nil) -> Console {
        var fleet = Fleet.badCanary()
        fleet.deploy()
        var console = Console(fleet, columns: columns, rows: rows)
        console.arm(fleet.armed([fleet.stopping(provisioned: provisioned)]))
        console.press("R")
        console.progress(.intent)
        return console
    }

    /// One step of the running action, so many seconds after it began.
    @discardableResult
    mutating func progress(
        _ phase: ActionPhase, after seconds: Int = 0, question: ActionQuestion? = nil, deployment: Deployment? = nil,
        warming: ProvisionedConcurrency? = nil
    ) -> [Effect] {
        guard let plan = state.group?.tracks.first?.plan else { return [] }
        send(.tick(Now(time: fleet.now.time + .seconds(seconds), uptime: fleet.now.uptime + .milliseconds(seconds))))
        return send(
            .progress(
                ActionProgress(
                    id: "a1", plan: plan, phase: phase, at: fleet.now.time + .seconds(seconds), question: question,
                    deployment: deployment, warming: warming)))
    }

    static let overdue = ActionQuestion(
        deployment: "d-4XKZ1Q2W3", waited: .seconds(30),
        text: "d-4XKZ1Q2W3 has not ended 30 s after it was told to stop")

    mutating func finish(notes: [String] = []) {
        guard let plan = state.group?.tracks.first?.plan else { return }
        send(
            .finished([
                ActionResult(
                    id: "a1", target: plan.target, command: "rollback", before: plan.before, after: plan.after,
                    outcome: .verified, duration: .milliseconds(412), revision: "new-revision", notes: notes)
            ]))
    }

    /// A group of twelve: nine verified, two superseded, one unknown.
    static func afterGroup(columns: Int = 120, rows: Int = 40) -> Console {
        var fleet = Fleet.badCanary()
        var plans: [Plan] = []
        for index in 0..<12 {
            let target = Target(function: "svc-\(index)", alias: "prod")
            fleet.add(target, Routing(pointer: "4"), trouble: .bad, text: "v4 fails", bad: "4")
            plans.append(fleet.plan(.rollback(target, to: nil), target: target, after: Routing(pointer: "3")))
        }
        fleet.declare(targets: plans.map(\.target))
        var console = Console(fleet, columns: columns, rows: rows)
        _ = console.state.execute(plans, reason: "SEV-1 INC-20261120-01: card payments fail")
        console.send(
            .finished(
                plans.enumerated().map { index, plan in
                    let outcome: ActionOutcome = index == 11 ? .unknown : index > 8 ? .superseded : .verified
                    return ActionResult(
                        id: "g\(index)", target: plan.target, command: "rollback", before: plan.before, after: plan.after,
                        outcome: outcome, failure: outcome == .unknown ? Fleet.lost : nil,
                        duration: .milliseconds(400 + index * 10),
                        notes: index == 2 ? [Fleet.drift] : [])
                }))
        console.send(.stranded(StrandedWork(target: plans[3].target, version: "4", inFlight: 7, inFlightAt: fleet.ago(60))))
        return console
    }
}

extension Fleet {
    static let drift = "sam still says v7: set AutoPublishAlias' version to v6, or the next deploy moves it again"
    static let lost = CallFailure(kind: .lostReply, service: "lambda", operation: "UpdateAlias", message: "no reply within 5 s")

    func stranded() -> StrandedWork {
        StrandedWork(
            target: Fleet.checkout, version: "7", inFlight: 12, inFlightAt: ago(83),
            durable: (1...3).map { .init(name: DisplayText("order-\($0)"), arn: "arn", startedAt: ago(600 + $0)) },
            oldestAsyncEvent: .seconds(42),
            eventSources: [.init(id: "m1", source: "arn:aws:sqs:eu-west-1:123456789012:refunds", qualifier: "7")])
    }

    func trip(who: DisplayText? = nil, revision: RevisionID = "99999999-bbbb") -> GuardTrip {
        GuardTrip(
            target: Fleet.checkout, version: "7", share: 1, rolledBackAt: ago(600), revision: revision, who: who,
            guardedUntil: now.time + .seconds(3000))
    }

    /// The pipeline has put v7 back.
    mutating func putBack(_ trip: GuardTrip) {
        add(Fleet.checkout, Routing(pointer: "7"), good: Fleet.lastGood, rate: 0.0004, revision: trip.revision, readAgo: 0)
        assessments[Fleet.checkout]?.guardTrip = trip
    }
}
