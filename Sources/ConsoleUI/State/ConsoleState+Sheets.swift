import IncidentModel
import TerminalCanvas

extension ConsoleState {
    /// Opens the sheet and asks for the plan. Keys typed before it is on screen are thrown away first.
    mutating func openPlan(_ command: Command, reason: String = "") -> [Effect] {
        var sheet = PlanSheet(command, reason: reason)
        sheet.deployment = live.runningDeployment(of: command.target)?.id
        sheet.capacity = capacity(of: command.target)
        sheet.approvals = facts.approvals
        overlay = .plan(sheet)
        return [.flushInput, .plan(command)]
    }

    mutating func openShift() -> [Effect] {
        guard let selected else { return [] }
        let routing = live.picture?.aliases[selected]?.value.routing
        let other = routing?.additional?.version ?? live.assessments[selected]?.lastGood?.version
        let version = other.map { TextField($0.name) } ?? TextField()
        overlay = .shift(
            ShiftSheet(target: selected, version: version, percent: TextField(), field: version.isEmpty ? .version : .percent))
        return [.flushInput]
    }

    /// The answer to `Effect.plan`: for the sheet that asked, or for an undo at once.
    mutating func receive(_ command: Command, _ answer: Result<Plan, Refusal>) -> [Effect] {
        if let effects = receiveForUndo(command, answer) { return effects }
        guard case .plan(var sheet)? = overlay, sheet.command == command else { return [] }
        let old = sheet.ready
        // A plan in the place of a refusal has not been read by whoever is about to press `enter`.
        if case .refused = sheet.answer {
            sheet.mustRead = true
            sheet.changed = [.now, .after]
        }
        sheet.replanning = false
        switch answer {
        case .failure(let refusal):
            sheet.answer = .refused(refusal)
            sheet.mustRead = false
        case .success(let plan):
            sheet.answer = .ready(plan)
            sheet.confirmation = plan.typed ?? danger(of: plan).map { TypedConfirmation(word: plan.target.description, why: $0) }
            if sheet.confirmation == nil { sheet.field = .reason }
            if let old {
                var changed = Self.changes(from: old, to: plan)
                if sheet.choosing { changed.formIntersection([.now, .after]) }
                sheet.changed.formUnion(changed)
                if !changed.isEmpty {
                    sheet.mustRead = true
                    sheet.changedBy = whoMoved(plan.target, since: old.basedOn)
                }
            }
        }
        sheet.choosing = false
        overlay = .plan(sheet)
        return []
    }

    /// After each picture: a sheet whose alias has moved, or whose refusal may not hold any more, is planned again.
    mutating func recheckSheet() -> [Effect] {
        guard case .plan(var sheet)? = overlay, !sheet.replanning else { return [] }
        switch sheet.answer {
        case .asking: return []
        case .refused: break
        case .ready(let plan):
            let alias = live.picture?.aliases[plan.target]
            let moved =
                alias.map {
                    $0.readAt >= plan.basedOn && ($0.value.revision != plan.revision || $0.value.routing != plan.before)
                } ?? false
            guard
                moved || live.runningDeployment(of: plan.target)?.id != sheet.deployment
                    || capacity(of: plan.target) != sheet.capacity
                    || plan.approval != nil && sheet.approvals != facts.approvals
            else { return [] }
        }
        sheet.deployment = live.runningDeployment(of: sheet.command.target)?.id
        sheet.capacity = capacity(of: sheet.command.target)
        sheet.approvals = facts.approvals
        sheet.replanning = true
        overlay = .plan(sheet)
        return [.plan(sheet.command, provisioned: sheet.choice)]
    }

    /// The provisioned concurrency that a plan has to deal with.
    private func capacity(of target: Target) -> Int? { live.picture?.aliases[target]?.value.provisioned?.requested }

    /// The next of the ways to deal with provisioned concurrency: the plan is made anew with it, and `enter` is dead until it is there.
    private mutating func chooseProvisioned(_ sheet: PlanSheet) -> [Effect] {
        var sheet = sheet
        guard let options = sheet.ready?.provisioned, options.options.count > 1 else {
            sheet.complaint = Wording.nothingToChoose
            overlay = .plan(sheet)
            return []
        }
        guard !sheet.replanning else { return [] }
        let index = options.options.firstIndex { $0.strategy == options.chosen } ?? -1
        sheet.choice = options.options[(index + 1) % options.options.count].strategy
        (sheet.choosing, sheet.replanning) = (true, true)
        overlay = .plan(sheet)
        return [.flushInput, .plan(sheet.command, provisioned: sheet.choice)]
    }

    private static func changes(from old: Plan, to new: Plan) -> Set<PlanSheet.Part> {
        var parts: Set<PlanSheet.Part> = []
        if isNextStep(from: old, to: new) { return [] }
        if old.before != new.before || old.revision != new.revision { parts.insert(.now) }
        if old.after != new.after { parts.insert(.after) }
        if old.steps != new.steps || old.stopping?.id != new.stopping?.id || old.provisioned != new.provisioned {
            parts.insert(.steps)
        }
        if old.evidence != new.evidence { parts.insert(.evidence) }
        if old.warnings != new.warnings || old.cannotUndo != new.cannotUndo || old.typed != new.typed { parts.insert(.warnings) }
        // A word that was given is what was waited for; a stricter rule or a word taken back has to be read.
        if old.approval?.rule != new.approval?.rule || old.approval?.granted != nil && new.approval?.granted == nil {
            parts.insert(.approval)
        }
        return parts
    }

    /// The deployment that the plan stops has taken its next step, as the sheet said that it would: the same versions, another share.
    private static func isNextStep(from old: Plan, to new: Plan) -> Bool {
        func versions(_ plan: Plan) -> Set<VersionID> { Set(EffectiveTraffic(plan.before).parts.map(\.version)) }
        return old.stopping != nil && old.stopping?.id == new.stopping?.id && old.after == new.after && old.typed == new.typed
            && old.provisioned == new.provisioned && old.warnings == new.warnings && versions(old) == versions(new)
            && old.evidence?.version == new.evidence?.version && old.steps.map(\.call) == new.steps.map(\.call)
    }

    private func whoMoved(_ target: Target, since: Timestamp) -> String? {
        live.timeline.since(since, limit: 200).first {
            $0.target == target && ($0.category == .alias || $0.category == .action)
        }?.who
    }

    /// Why a plan needs the target's name typed; nil: `enter` is enough.
    func danger(of plan: Plan) -> String? {
        let assessment = live.assessments[plan.target]
        let share = EffectiveTraffic(plan.after)
        if let bad = assessment?.badVersion, share.share(of: bad) > EffectiveTraffic(plan.before).share(of: bad) {
            return Wording.raisesBadVersion(bad)
        }
        if case .rollback(_, let wanted?) = plan.command {
            if let over = assessment?.lastGood?.passedOver.first(where: { $0.version == wanted }) {
                return Wording.wasPassedOver(wanted, Sanitiser.sanitise(over.reason, limit: 160))
            }
            if assessment?.lastGood?.version != wanted { return Wording.isNotLastGood(wanted, assessment?.lastGood?.version) }
        }
        return nil
    }

    // MARK: Keys in sheets

    mutating func press(_ key: Key, in sheet: PlanSheet) -> [Effect] {
        var sheet = sheet
        sheet.complaint = nil
        let intent = options.bindings.binding(for: key)?.intent
        if intent == .provisioned { return chooseProvisioned(sheet) }
        if intent == .askApproval { return askApproval(sheet) }
        var effects: [Effect] = []
        switch key {
        case .escape:
            overlay = nil
            return []
        case .tab, .backTab:
            if sheet.mustRead {
                sheet.mustRead = false
                sheet.changed = []
            } else if sheet.confirmation != nil {
                sheet.field = sheet.field == .reason ? .name : .reason
            }
        case .enter:
            if let reason = commitReason(sheet) {
                sheet.complaint = reason
                if isStale(sheet.command.target) { effects = [.refresh(sheet.command.target)] }
            } else if let plan = sheet.ready {
                let reason = sheet.reason.isEmpty ? Wording.noReason(sheet.command) : sheet.reason.text
                return execute([plan], reason: reason, breakGlass: breaksGlass(plan))
            } else {
                overlay = nil
                return []
            }
        case .up, .down, .pageUp, .pageDown:
            let step = key == .up ? -1 : key == .down ? 1 : key == .pageUp ? -8 : 8
            sheet.scroll = max(0, min(PlanSheetScreen.hiddenLines(sheet, self), sheet.scroll + step))
        default:
            guard sheet.ready != nil else { break }
            if sheet.field == .name { _ = sheet.name.edit(key) } else { _ = sheet.reason.edit(key) }
        }
        overlay = .plan(sheet)
        return effects
    }

    /// Why `enter` does not commit now; nil: it does (or closes a refusal).
    func commitReason(_ sheet: PlanSheet) -> String? {
        switch sheet.answer {
        case .asking: return Wording.stillPlanning
        case .refused: return nil
        case .ready: break
        }
        if sheet.replanning { return Wording.stillPlanning }
        if sheet.mustRead { return Wording.readTheChange }
        guard options.canAct else { return Wording.readOnly }
        if let writeBlocked { return writeBlocked }
        if let reason = trafficReason(sheet.command.target) { return reason }
        if framesReported, sheet.ready != shownPlan { return Wording.planJustChanged }
        if let plan = sheet.ready, let reason = approvalReason(plan, sheet) { return reason }
        if sheet.ready?.needsReason == true, sheet.reason.isEmpty { return Wording.reasonWanted }
        return sheet.isConfirmed ? nil : Wording.typeTheWord(sheet.confirmation?.word ?? "", inField: sheet.field == .name)
    }

    mutating func press(_ key: Key, in sheet: ShiftSheet) -> [Effect] {
        var sheet = sheet
        sheet.complaint = nil
        switch key {
        case .escape:
            overlay = nil
            return []
        case .tab, .backTab: sheet.field = sheet.field == .version ? .percent : .version
        case .up, .down:
            let list = live.picture?.versions[sheet.target.function]?.value.filter { !$0.version.isLatest }.map(\.version) ?? []
            let index = VersionID(sheet.version.text).flatMap { list.firstIndex(of: $0) }
            let next = index.map { max(0, min(list.count - 1, $0 + (key == .up ? -1 : 1))) } ?? 0
            if list.indices.contains(next) { sheet.version.set(list[next].name) }
        case .enter:
            switch Self.shift(sheet.target, sheet.version.text, sheet.percent.text) {
            case .success(let command): return openPlan(command)
            case .failure(let complaint): sheet.complaint = complaint.text
            }
        default:
            if sheet.field == .version { _ = sheet.version.edit(key) } else { _ = sheet.percent.edit(key) }
        }
        overlay = .shift(sheet)
        return []
    }

    /// Reads what was typed for a shift: `7` or `v7`, and 0…100 with or without `%`.
    static func shift(_ target: Target, _ version: String, _ percent: String) -> Result<Command, Refusal> {
        guard let version = VersionID(version), !version.isLatest else {
            return .failure(Refusal(.unknownVersion, Wording.versionExpected))
        }
        let bare = percent.filter { $0 != "%" && $0 != " " }
        guard let number = Double(bare), (0...100).contains(number) else {
            return .failure(Refusal(.weightInvalid, Wording.percentExpected))
        }
        return .success(.shift(target, to: version, share: number / 100))
    }
}
