import IncidentModel

/// The plan with its steps, in the order in which the operator takes them (reference/aws-and-field-facts.md, section 7).
extension PlanningDesk {
    /// The deployment that this command has to deal with before it writes.
    var stopping: Deployment? {
        switch command {
        case .rollback, .abort, .promote: running
        case .shift, .undo: nil
        }
    }

    func plan(to after: Routing, evidence: LastGood? = nil, warnings: [String] = [], typed: [String] = []) -> Plan {
        let provisioned = ProvisionedChoice(
            alias: alias, after: after, isWayOut: command.isWayOut, failing: failing, wanted: context.options.provisioned
        ).plan
        let more = PlanWarnings(self, after: after, provisioned: provisioned)
        return Plan(
            command: command, target: target, account: context.picture.account, region: context.picture.region,
            before: routing, revision: alias.revision, after: after,
            steps: stopSteps(after) + capacitySteps(provisioned, after) + moveSteps(provisioned, after),
            evidence: evidence, predicted: MovePrediction.duration(provisioned, stopping: stopping),
            warnings: warnings + more.all, cannotUndo: more.cannotUndo,
            basedOn: readAt, stopping: stopping, provisioned: provisioned, typed: confirmation(typed, after))
    }

    private func stopSteps(_ after: Routing) -> [Plan.Step] {
        guard let stopping else { return [] }
        let name = stopping.label
        let share =
            stopping.targetShare.map { ", \(stopping.targetVersion?.label ?? "its target") at \(Wording.percent($0))" } ?? ""
        let follow = Plan.Step(
            call: "codedeploy GetDeployment", before: "\(name) \(stopping.status.rawValue)",
            after: stopping.rollbackOf == nil
                ? "\(name) and its rollback are over" : "\(name), CodeDeploy's own rollback, is over",
            expects:
                "read every 2 to 10 s; after \(Wording.duration(MovePrediction.stop)) it is decided: keep waiting, or take the alias"
        )
        let reread = Plan.Step(
            call: "lambda GetAlias", before: routing.callText, after: "as CodeDeploy left it",
            expects: "\(after.trafficText) already: nothing is written")
        guard stopping.rollbackOf == nil else { return [follow, reread] }
        let stop = Plan.Step(
            call: "codedeploy StopDeployment", before: "\(name) \(stopping.status.rawValue)\(share)",
            after: "\(name) stopped, with rollback", expects: "that it still runs; one that is over already is no obstacle")
        return [stop, follow, reread]
    }

    private func capacitySteps(_ provisioned: ProvisionedPlan?, _ after: Routing) -> [Plan.Step] {
        guard let provisioned, provisioned.chosen != .waitWarm else { return [] }
        let version = after.pointer.label
        let delete = Plan.Step(
            call: "lambda DeleteProvisionedConcurrencyConfig", before: "\(target.alias): \(provisioned.requested)",
            after: "\(target.alias): none", expects: "then nothing keeps the traffic on the old version")
        guard provisioned.chosen == .versionLevel else { return [delete] }
        let put = Plan.Step(
            call: "lambda PutProvisionedConcurrencyConfig", before: "\(version): none",
            after: "\(version): \(provisioned.requested)", expects: "READY before anything is moved")
        return [put, delete]
    }

    private func moveSteps(_ provisioned: ProvisionedPlan?, _ after: Routing) -> [Plan.Step] {
        let fence = stopping == nil && (provisioned?.chosen ?? .waitWarm) == .waitWarm
        var steps = [
            Plan.Step(
                call: "lambda UpdateAlias", before: routing.callText, after: after.callText,
                expects: fence
                    ? "only if still at revision \(alias.revision.short)…" : "only if still wrong, and at the revision just read"),
            Plan.Step(
                call: "lambda GetAlias", before: after.callText, after: "\(after.trafficText), read back",
                expects: "exactly this routing; anything else is reported, never called done"),
        ]
        if let stopping {
            let step = stopping.strategy.interval.map { "one step (\(Wording.duration($0)))" } ?? "a minute"
            steps.append(
                Plan.Step(
                    call: "lambda GetAlias", before: "\(after.trafficText), read back", after: "still \(after.trafficText)",
                    expects: "watched for \(step), if the alias had to be taken before \(stopping.label) was over"))
        }
        guard let provisioned else { return steps }
        switch provisioned.chosen {
        case .waitWarm:
            steps.append(
                Plan.Step(
                    call: "lambda GetProvisionedConcurrencyConfig", before: "0 of \(provisioned.requested) warm",
                    after: "READY, and the traffic on \(after.pointer.label)",
                    expects: "AWS keeps the traffic on the old version until then"))
        case .dropAndRestore:
            steps.append(
                Plan.Step(
                    call: "lambda PutProvisionedConcurrencyConfig", before: "\(target.alias): none",
                    after: "\(target.alias): \(provisioned.requested)", expects: "tried again until it is put back"))
        case .versionLevel: break
        }
        return steps
    }

    /// The word to be typed, when one key is not enough.
    private func confirmation(_ reasons: [String], _ after: Routing) -> TypedConfirmation? {
        let gained = EffectiveTraffic(after).parts.map(\.version).filter { id in
            EffectiveTraffic(after).share(of: id) > alias.effective.share(of: id)
        }
        var reasons = reasons
        var subject = after.additional?.version ?? after.pointer
        for id in gained {
            guard let found = version(id),
                let barrier = SchemaCheck.barrier(
                    to: found, target: target, picture: context.picture, ledger: context.ledger, options: context.options,
                    now: context.now)
            else { continue }
            reasons.insert("\(id.label) \(barrier): its calls may fail or damage data", at: 0)
            subject = id
        }
        guard !reasons.isEmpty else { return nil }
        return TypedConfirmation(word: subject.label, why: reasons.joined(separator: "; "))
    }
}

extension Deployment {
    /// Its id, safe to print.
    var label: String { Wording.typed(id) }
}
