import IncidentModel
import TerminalCanvas

extension ConsoleState {
    /// A key: to the overlay when there is one, else through the table.
    mutating func press(_ key: Key) -> [Effect] {
        let binding = options.bindings.binding(for: key)
        if isTooSmall || options.wall {
            guard let binding else { return [] }
            if let reason = disabledReason(binding) {
                say(reason)
                return []
            }
            return perform(binding.intent)
        }
        if overlay != nil { return pressInOverlay(key) }
        status = nil
        guard let binding else { return [] }
        return dispatch(binding)
    }

    /// Runs a line of the table, or says why not.
    mutating func dispatch(_ binding: Binding) -> [Effect] {
        if let reason = disabledReason(binding) {
            say(reason)
            // What is stale is read again, so that the next press works.
            if options.canAct, binding.intent.movesTraffic, let selected, isStale(selected) { return [.refresh(selected)] }
            return []
        }
        return perform(binding.intent)
    }

    /// Does what an enabled action does.
    mutating func perform(_ intent: Intent) -> [Effect] {
        if intent != .redraw, intent != .theme { touched = true }
        switch intent {
        case .rollback: return rollBack()
        case .abort: return selected.map { openPlan(.abort($0)) } ?? []
        case .promote: return selected.map { openPlan(.promote($0)) } ?? []
        case .undo: return undo()
        case .shift: return openShift()
        case .declare, .severity: return openIncidentSheet(preset: nil, reason: "")
        case .acknowledge: return openIncident.map { [.acknowledge(incident: $0.id)] } ?? []
        case .note:
            overlay = .note(NoteSheet(target: selected))
            return [.flushInput]
        case .export: return (openIncident ?? incidents.last).map { [.export(incident: $0.id)] } ?? []
        case .resolve: return openIncident.map { [.resolve(incident: $0.id, text: "")] } ?? []
        case .arm: disarmed = false
        case .disarm: disarmed = true
        case .command: overlay = .command(CommandLine())
        case .filter: overlay = .filter(TextField(filter), before: filter)
        case .help: overlay = .help(scroll: 0)
        case .messages:
            overlay = .messages(scroll: 0)
            unread = 0
        case .freeze:
            guard focus != .incident || frozen != nil || boardRow == nil else { return openBoardRow() }
            toggleFreeze()
        case .theme: return nextTheme()
        case .redraw: return [.redraw]
        case .quit:
            guard actionRuns else { return [.quit] }
            overlay = .quit
        case .close: close()
        case .open: return openRow()
        case .keepWaiting: return answer(.keepWaiting)
        case .takeAlias: return answer(.takeAlias)
        case .traces: toggleTraces()
        case .ready: overlay = .ready(ReadyBoard(selected: selected))
        case .group: overlay = .group(scroll: 0)
        case .budget: overlay = .budget(scroll: 0)
        case .history:
            overlay = .history(scroll: 0)
            return [.history]
        case .dismiss: return openCommand("dismiss ")
        case .commander: return (try? changeCommander([]).get()) ?? []
        case .runStep: return runStep()
        case .takeOver: say(Wording.onlyInTheTakeOverSheet)
        case .askApproval: say(Wording.onlyWithApproval)
        case .provisioned: say(Wording.onlyInThePlanSheet)
        case .goto, .role, .stage, .link: break
        default: move(intent)
        }
        return []
    }

    private mutating func rollBack() -> [Effect] {
        if let plans = arming.plans {
            // Never act on what was not shown: the frame on screen must have listed exactly these.
            guard shownBar == plans.map(BarItem.init) else {
                say(Wording.barJustChanged)
                return []
            }
            return execute(plans, reason: Wording.armedReason(openIncident))
        }
        return selected.map { openPlan(.rollback($0, to: nil)) } ?? []
    }

    /// Starts plans and remembers what recovery will be measured against.
    mutating func execute(_ plans: [Plan], reason: String, breakGlass: Bool = false) -> [Effect] {
        let tracks = plans.map { plan in
            var track = ActionTrack(plan: plan)
            track.errorRateBefore = live.assessments[plan.target]?.errorRate
            track.alarmsBefore = Set((live.picture?.alarms(of: plan.target) ?? []).filter { $0.state == .alarm }.map(\.name.raw))
            return track
        }
        group = ActionGroup(tracks: tracks, reason: reason)
        for plan in plans { stranded[plan.target] = nil }
        overlay = nil
        return [.execute(plans, reason: reason, breakGlass: breakGlass)]
    }

    private mutating func toggleFreeze() {
        if frozen == nil {
            frozen = live
        } else {
            frozen = nil
            paneRow = [:]
            refilter()
        }
    }

    private mutating func nextTheme() -> [Effect] {
        guard !options.themeNames.isEmpty else { return [] }
        themeIndex = (themeIndex + 1) % options.themeNames.count
        let name = options.themeNames[themeIndex]
        say(Wording.theme(name))
        return [.setTheme(name)]
    }

    /// `esc` on the dashboard closes one thing at a time: the filter, the freeze, the report of an ended action, the arming.
    private mutating func close() {
        if !filter.isEmpty {
            filter = ""
            refilter()
        } else if frozen != nil {
            toggleFreeze()
        } else if let group, !group.isRunning, !group.dismissed, arming.plans == nil {
            self.group?.dismissed = true
        } else if arming.plans != nil {
            disarmed = true
        }
    }

    private mutating func openRow() -> [Effect] {
        switch focus {
        case .deployment: openDeployment()
        case .incident: return openBoardRow()
        case .aliases where showsGroupReport: overlay = .group(scroll: 0)
        case .aliases, .metrics, .traces:
            if let selected {
                overlay = .detail(title: selected.description, lines: DetailText.target(selected, self), scroll: 0)
            }
        case .versions: return openVersion()
        case .alarms:
            let list = AlarmsPane.sorted(self)
            let row = paneRow[.alarms] ?? 0
            if list.indices.contains(row) {
                overlay = .detail(title: list[row].name.text, lines: DetailText.alarm(list[row], scene), scroll: 0)
            }
        case .timeline:
            let list = scene.timeline
            let row = list.count - 1 - (paneRow[.timeline] ?? 0)
            if row >= 0, row < list.count {
                overlay = .detail(title: list[row].at.rfc3339, lines: DetailText.entry(list[row]), scroll: 0)
            }
        }
        return []
    }

    /// While the bar reports of several targets `enter` opens their list; esc puts the report away and `enter` opens the row again.
    private var showsGroupReport: Bool {
        guard let group, !group.dismissed, !group.isRunning else { return false }
        return group.tracks.count > 1
    }

    private mutating func openDeployment() {
        guard let selected else { return }
        guard let deployment = scene.deployment(of: selected) else { return say(Wording.noDeployment(of: selected)) }
        let title = "\(deployment.target) \(DeploymentText.id(deployment))"
        overlay = .detail(title: title, lines: DeploymentText.detail(deployment, scene), scroll: 0)
    }

    private func paneWidth(_ pane: Pane) -> Int { Dashboard(self).panes.first { $0.pane == pane }?.rect.width ?? size.columns }

    /// Whether DEPLOYMENT is in the layout. A search that failed brings it only when it is asked for: an account without CodeDeploy would
    /// never get rid of it.
    var showsDeployment: Bool { !scene.deploymentsOfUse.isEmpty || focus == .deployment }

    private mutating func toggleTraces() {
        tracesOpen.toggle()
        guard tracesOpen else {
            if stacked == .traces { stacked = .versions }
            if focus == .traces { show(.aliases) }
            return
        }
        show(.traces)
    }

    /// `enter` on a version plans a rollback to it.
    private mutating func openVersion() -> [Effect] {
        guard let selected, let list = scene.picture?.versions[selected.function]?.value else { return [] }
        let row = paneRow[.versions] ?? 0
        guard list.indices.contains(row) else { return [] }
        if let reason = (options.canAct ? writeBlocked ?? trafficReason(selected) : Wording.readOnly) {
            say(reason)
            return []
        }
        return openPlan(.rollback(selected, to: list[row].version))
    }

    // MARK: Movement

    private mutating func move(_ intent: Intent) {
        if let pane = intent.pane { return show(pane) }
        let page = max(1, Dashboard.aliasRows(self) - 1)
        switch intent {
        case .nextPane: cycle(1)
        case .previousPane: cycle(-1)
        case .left: show(.aliases)
        case .right: if focus == .aliases { show(stacked == .aliases ? .metrics : stacked) }
        case .up: step(-1)
        case .down: step(1)
        case .pageUp: step(-page)
        case .pageDown: step(page)
        case .top: step(-1_000_000)
        case .bottom: step(1_000_000)
        default: break
        }
    }

    private mutating func show(_ pane: Pane) {
        focus = pane
        if pane == .deployment || pane == .incident { beside = pane }
        if pane != .aliases { stacked = pane }
        follow()
    }

    private mutating func cycle(_ by: Int) {
        let panes = Pane.allCases.filter { pane in
            switch pane {
            case .deployment: showsDeployment
            case .incident: showsIncident
            case .traces: tracesOpen
            default: true
            }
        }
        let index = panes.firstIndex(of: focus) ?? 0
        show(panes[(index + by + panes.count) % panes.count])
    }

    private mutating func step(_ by: Int) {
        guard ![.aliases, .metrics, .traces].contains(focus) else {
            guard !rows.isEmpty else { return }
            let index = selected.flatMap { rows.firstIndex(of: $0) } ?? 0
            let target = rows[max(0, min(rows.count - 1, index + by))]
            if target != selected { paneRow = [:] }
            selected = target
            return follow()
        }
        let count = rowCount(focus)
        paneRow[focus] = max(0, min(count - 1, (paneRow[focus] ?? 0) + by))
    }

    private func rowCount(_ pane: Pane) -> Int {
        switch pane {
        case .versions: selected.flatMap { scene.picture?.versions[$0.function]?.value.count } ?? 0
        case .alarms: scene.picture?.alarms?.value.count ?? 0
        case .timeline: scene.timeline.count
        case .deployment: DeploymentPane.lines(self, width: paneWidth(.deployment) - 4).count
        case .incident: board?.rows.count ?? 0
        default: 0
        }
    }

    /// Selects a target by name, lifting a filter that hides it. False: there is none of that name.
    mutating func select(_ target: Target) -> Bool {
        guard live.order.contains(target) else { return false }
        if !rows.contains(target) {
            filter = ""
            refilter()
        }
        touched = true
        if selected != target { paneRow = [:] }
        selected = target
        follow()
        return true
    }
}
