import IncidentModel
import TerminalCanvas

/// What the armed bar says a plan would do. Two plans with the same item look the same to the operator.
struct BarItem: Hashable, Sendable {
    var target: Target
    var command: String
    var before: Routing
    var after: Routing
    /// The deployment that is stopped first.
    var stopping: String?
    var provisioned: ProvisionedStrategy?

    init(_ plan: Plan) {
        stopping = plan.stopping?.id
        provisioned = plan.provisioned?.chosen
        target = plan.target
        command = plan.command.name
        before = plan.before
        after = plan.after
    }
}

/// Whether `R` acts at once, and if not, why.
enum Arming: Sendable {
    case armed([Plan])
    case off(String)
    /// No SEV-1 is open: `R` opens the plan sheet.
    case calm

    var plans: [Plan]? {
        if case .armed(let plans) = self { return plans }
        return nil
    }
}

extension ConsoleState {
    /// DESIGN.md 6. Everything that can disarm is here, in the order in which it is told.
    var arming: Arming {
        guard options.canAct else { return .off(Wording.readOnly) }
        guard let incident = openIncident, incident.severity == .sev1 else { return .calm }
        if isTooSmall { return .off(Wording.tooSmallToAct) }
        if let writeBlocked { return .off(writeBlocked) }
        if disarmed { return .off(Wording.disarmedByHand(options.bindings)) }
        guard let armed, armed.incident == incident.id else { return .off(Wording.planning) }
        if let running = armed.plans.first(where: { group?.isRunning(on: $0.target) ?? false }) {
            return .off(Wording.actionRuns(running.target))
        }
        guard !armed.plans.isEmpty else { return .off(noPlanReason(armed)) }
        // One key must not do what has to be typed.
        if let dangerous = armed.plans.first(where: { $0.typed != nil }), let typed = dangerous.typed {
            return .off(Wording.mustBeTyped(dangerous.target, typed, options.bindings))
        }
        if let plan = armed.plans.first(where: { !isApproved($0) }) { return .off(Wording.needsApproval(plan, options.bindings)) }
        // Our own write has overtaken this plan; the picture does not know yet.
        if armed.plans.contains(where: { plan in
            group?.tracks.contains { $0.verified && $0.plan.revision == plan.revision } ?? false
        }) {
            return .off(Wording.planning)
        }
        for plan in armed.plans {
            guard let alias = live.picture?.aliases[plan.target], let now = live.now else {
                return .off(Wording.notRead(plan.target))
            }
            if isStale(alias, now) { return .off(Wording.stale(plan.target, alias.age(now))) }
            if alias.readAt >= plan.basedOn, alias.value.revision != plan.revision || alias.value.routing != plan.before {
                return .off(Wording.movedSincePlan(plan.target))
            }
        }
        if let overlay { return .off(overlay.takesText ? Wording.notWhileTyping : Wording.notUnderOverlay) }
        let hidden = BarText.hidden(armed.plans, width: size.columns)
        if hidden > 0 { return .off(Wording.doesNotFit(hidden, of: armed.plans.count)) }
        return .armed(armed.plans)
    }

    /// What the bar lists now.
    var barItems: [BarItem] { arming.plans?.map(BarItem.init) ?? [] }

    private func noPlanReason(_ armed: ArmedPlans) -> String {
        let refusals = armed.refusals.sorted { $0.key < $1.key }
        guard let first = refusals.first else { return Wording.nothingToRollBack }
        let more = refusals.count > 1 ? Wording.andMore(refusals.count - 1) : ""
        let text = Sanitiser.sanitise(first.value.text, limit: 300)
        return (text.hasPrefix(first.key.description) ? text : "\(first.key): \(text)") + more
    }

    /// Why a key of the table does nothing now. Nil: it works.
    func disabledReason(_ binding: Binding) -> String? {
        if isTooSmall { return binding.intent == .quit ? nil : Wording.tooSmallToAct }
        if options.wall { return binding.intent == .quit || binding.intent == .redraw ? nil : Wording.wallTakesNoInput }
        if binding.mutates {
            guard options.canAct else { return Wording.readOnly }
            if let writeBlocked { return writeBlocked }
        }
        switch binding.intent {
        case .declare, .severity: if readsJournal { return Wording.readingJournal }
        case .acknowledge:
            guard let incident = openIncident else { return Wording.noIncident }
            if let at = incident.acknowledgedAt { return Wording.alreadyAcknowledged(incident.id, at) }
        case .export where openIncident == nil && incidents.isEmpty:
            return readsJournal ? Wording.readingJournal : Wording.noIncidentToExport
        case .resolve:
            if openIncident == nil { return Wording.noIncident }
        case .keepWaiting, .takeAlias:
            if pendingQuestion == nil { return Wording.nothingAsked }
        case .group where group == nil: return Wording.noAction
        case .incident, .commander, .role, .stage, .link:
            if recordedIncident == nil { return Wording.noIncident }
        case .runStep:
            guard focus == .incident, boardRow != nil else { return Wording.onlyOnAStep(options.bindings) }
        case .dismiss where shownProposal == nil: return Wording.nothingProposed
        case .history where past.past.isEmpty && incidents.isEmpty: return Wording.noPast
        case .arm, .disarm:
            if openIncident?.severity != .sev1 { return Wording.noSevereIncident }
        case .deployment:
            guard scene.deploymentsOfUse.isEmpty, scene.deploymentFailure == nil else { return nil }
            return scene.picture?.deployments == nil ? Wording.deploymentsUnread : Wording.noDeployment
        case .rollback where arming.plans != nil: return nil
        default: break
        }
        return binding.intent.movesTraffic ? trafficReason(selected) : nil
    }

    /// Why no traffic of this target can be moved now.
    func trafficReason(_ target: Target?) -> String? {
        guard let target else { return Wording.nothingSelected }
        if group?.isRunning(on: target) ?? false { return Wording.actionRuns(target) }
        guard let alias = live.picture?.aliases[target], let now = live.now else { return Wording.notRead(target) }
        if isStale(alias, now) { return Wording.stale(target, alias.age(now)) }
        return nil
    }
}
