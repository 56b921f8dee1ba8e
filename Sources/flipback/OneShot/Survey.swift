import IncidentEngine
import IncidentModel

/// Reads and judges targets for `status` and `ready`.
struct Survey: Sendable {
    let observers: Observers
    let output: Output
    var planning = PlanOptions()

    /// - Parameter named: the targets asked for; every target that the filter allows when it is empty.
    func run(_ named: [Target], filter: TargetFilter, _ needs: PictureReader.Needs = .everything) async throws(Failure) -> (
        head: ReportHead, reports: [TargetReport]
    ) {
        let reader = PictureReader(observers: observers)
        var targets = named
        if named.isEmpty {
            do throws(CallFailure) { targets = try await reader.targets(filter) } catch {
                throw Failure(error, endpoint: observers.endpoint)
            }
            if targets.isEmpty {
                output.note("no alias is to be seen in \(observers.region); check --region and targets in the settings")
            }
        }
        let picture = await reader.read(targets, needs)
        try check(picture, targets)
        for gap in Set(picture.failures.values.filter { $0.kind != .notFound }.map(\.description)).sorted() {
            output.note("not known: \(gap)")
        }
        let now = observers.clock.now
        let ledger = try await ledger()
        let reports = targets.compactMap { target -> TargetReport? in
            guard let alias = picture.aliases[target] else { return nil }
            return TargetReport(
                alias: alias, alarms: picture.alarms(of: target), metrics: picture.metrics[target]?.value,
                deployment: picture.runningDeployment(of: target),
                assessment: Assessor.assess(target, picture, ledger: ledger, options: planning, now: now))
        }
        let head = ReportHead(account: picture.account, region: observers.region, mode: observers.mode, now: now)
        return (head, reports)
    }

    /// A target that was named and cannot be read ends the command: a status without it would look like one with it.
    private func check(_ picture: FleetPicture, _ targets: [Target]) throws(Failure) {
        for target in targets where picture.aliases[target] == nil {
            guard let failure = picture.failures[.aliases(function: target.function)] else { continue }
            guard failure.kind == .notFound else { throw Failure(failure, endpoint: observers.endpoint) }
            throw Failure(Refusal(.unknownTarget, "\(target) does not exist in \(observers.region): \(failure.message)"))
        }
    }

    private func ledger() async throws(Failure) -> ActionLedger {
        do throws(JournalFailure) { return ActionLedger(try await observers.events()) } catch {
            output.note("the journal cannot be read, last good is judged without it: \(error)")
            return ActionLedger()
        }
    }
}
