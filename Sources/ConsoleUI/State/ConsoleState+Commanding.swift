import IncidentModel
import TerminalCanvas

extension ConsoleState {
    /// The person at this console: of the caller where it is known, else the local user.
    var me: String {
        live.picture?.caller.map { HeaderBar.shortActor($0.value.arn) } ?? Sanitiser.sanitise(options.userName, limit: 64)
    }

    /// The `:` line with something typed in it already.
    mutating func openCommand(_ text: String) -> [Effect] {
        var line = CommandLine()
        line.field.insert(text)
        overlay = .command(line)
        return [.flushInput]
    }

    // MARK: Roles

    /// `:ic [PERSON] [NOTE]`
    mutating func changeCommander(_ arguments: [String]) -> Result<[Effect], Complaint> {
        assign(.commander, to: arguments.first ?? me, note: arguments.dropFirst().joined(separator: " "))
    }

    /// `:role ROLE PERSON|- [NOTE]`
    mutating func changeRole(_ binding: Binding, _ arguments: [String]) -> Result<[Effect], Complaint> {
        guard arguments.count >= 2 else { return .failure(Complaint(Wording.usage(binding.command ?? "", binding.arguments))) }
        guard let role = IncidentRole(arguments[0]) else { return .failure(Complaint(Wording.roleExpected)) }
        return assign(role, to: arguments[1], note: arguments.dropFirst(2).joined(separator: " "))
    }

    /// Gives a role to somebody; the commander's is taken from another person only in a sheet of its own.
    private mutating func assign(_ role: IncidentRole, to name: String, note: String) -> Result<[Effect], Complaint> {
        guard let incident = recordedIncident else { return .failure(Complaint(Wording.noIncident)) }
        let person = name == "-" ? "" : name
        let holder = incident.holder(of: role)
        guard holder != nil || !person.isEmpty else { return .failure(Complaint(Wording.nobodyHas(role))) }
        guard let holder else {
            return .success([.role(incident: incident.id, role, person: person, manner: .assigned, note: note)])
        }
        guard holder.person.text.lowercased() != person.lowercased() else {
            return .failure(Complaint(Wording.hasItAlready(holder)))
        }
        let isMine = holder.isHeld(by: live.picture?.caller?.value.arn ?? "local user \(options.userName)")
        if role == .commander, !isMine {
            overlay = .role(RoleSheet(incident: incident.id, role: role, person: person, holder: holder, note: TextField(note)))
            return .success([.flushInput])
        }
        let manner: RoleAssignment.Manner = isMine ? .handedOver : .assigned
        return .success([
            .role(incident: incident.id, role, person: person, manner: manner, from: holder.person.raw, note: note)
        ])
    }

    mutating func press(_ key: Key, in sheet: RoleSheet) -> [Effect] {
        var sheet = sheet
        sheet.complaint = nil
        if options.bindings.binding(for: key)?.intent == .takeOver {
            guard let reason = takeOverReason(&sheet) else {
                overlay = nil
                return [
                    .role(
                        incident: sheet.incident, sheet.role, person: sheet.person, manner: .takenOver,
                        from: sheet.holder.person.raw,
                        note: sheet.note.text)
                ]
            }
            sheet.complaint = reason
        } else if key == .escape {
            overlay = nil
            return []
        } else if key == .enter {
            sheet.complaint = Wording.takeOverKeys(options.bindings)
        } else {
            _ = sheet.note.edit(key)
        }
        overlay = .role(sheet)
        return []
    }

    /// Why the role is not taken now. Somebody else may have taken it while the sheet was open: that has to be read first.
    private func takeOverReason(_ sheet: inout RoleSheet) -> String? {
        guard options.canAct else { return Wording.readOnly }
        if let writeBlocked { return writeBlocked }
        guard let incident = incidents.last(where: { $0.id == sheet.incident }) else {
            return Wording.incidentGone(sheet.incident)
        }
        guard let holder = incident.holder(of: sheet.role) else { return Wording.heldNoMore(sheet.role) }
        guard holder == sheet.holder else {
            sheet.holder = holder
            return Wording.holderChanged(holder)
        }
        return sheet.note.isEmpty ? Wording.takeOverNote : nil
    }

    // MARK: Stage, links, notes

    /// `:stage STAGE [REASON]`
    mutating func changeStage(_ binding: Binding, _ arguments: [String]) -> Result<[Effect], Complaint> {
        guard let word = arguments.first else {
            return .failure(Complaint(Wording.usage(binding.command ?? "", binding.arguments)))
        }
        guard let incident = recordedIncident else { return .failure(Complaint(Wording.noIncident)) }
        guard let stage = IncidentStage(rawValue: word.lowercased()) else {
            return .failure(Complaint(Wording.stageExpected))
        }
        guard stage != incident.stage else { return .failure(Complaint(Wording.sameStage(stage))) }
        return .success([.stage(incident: incident.id, stage, reason: arguments.dropFirst().joined(separator: " "))])
    }

    /// `:link URL [TITLE]`
    mutating func addLink(_ binding: Binding, _ arguments: [String]) -> Result<[Effect], Complaint> {
        guard let url = arguments.first else {
            return .failure(Complaint(Wording.usage(binding.command ?? "", binding.arguments)))
        }
        guard let incident = recordedIncident else { return .failure(Complaint(Wording.noIncident)) }
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else { return .failure(Complaint(Wording.urlExpected)) }
        return .success([.link(incident: incident.id, url: url, title: arguments.dropFirst().joined(separator: " "))])
    }

    /// `:note [--decision|--hypothesis|--impact|--action] TEXT`
    func note(_ arguments: [String]) -> Result<[Effect], Complaint> {
        var words = arguments
        var mark: Incident.Note.Mark?
        if let first = words.first, first.hasPrefix("--") {
            let known: [String: Incident.Note.Mark] = [
                "--decision": .decision, "--hypothesis": .hypothesis, "--impact": .customerImpact,
                "--action": .actionItem,
            ]
            guard let found = known[first] else { return .failure(Complaint(Wording.markExpected)) }
            mark = found
            words.removeFirst()
        }
        let text = words.joined(separator: " ")
        guard !text.isEmpty else { return .failure(Complaint(Wording.noteEmpty)) }
        return .success([.note(incident: recordedIncident?.id, text: text, mark: mark, target: selected)])
    }

    mutating func press(_ key: Key, in sheet: NoteSheet) -> [Effect] {
        var sheet = sheet
        switch key {
        case .escape:
            overlay = nil
            return []
        case .tab, .backTab:
            let marks: [Incident.Note.Mark?] = [nil] + Incident.Note.Mark.allCases
            let index = marks.firstIndex(of: sheet.mark) ?? 0
            sheet.mark = marks[(index + (key == .tab ? 1 : marks.count - 1)) % marks.count]
        case .enter:
            if let reason = sheet.field.isEmpty ? Wording.noteEmpty : writeBlocked {
                say(reason)
                return []
            }
            overlay = nil
            return [.note(incident: recordedIncident?.id, text: sheet.field.text, mark: sheet.mark, target: sheet.target)]
        default: _ = sheet.field.edit(key)
        }
        overlay = .note(sheet)
        return []
    }

    // MARK: Proposals

    /// What is proposed, while nothing is declared: an open incident is the one to be run.
    var shownProposal: IncidentProposal? { openIncident == nil && !readsJournal ? proposal : nil }

    mutating func propose(_ proposed: IncidentProposal?) {
        let before = proposal?.suggestion
        proposal = proposed
        if let shown = shownProposal {
            let suggestion = shown.suggestion
            // Told again when it is about others, or worse than what was told.
            let isTold = before.map { $0.targets == suggestion.targets && $0.severity >= suggestion.severity } ?? false
            if !isTold { warn("PROPOSED \(ProposalText.line(shown))") }
        }
        fillIncidentSheet()
    }

    /// `:dismiss [REASON]`
    mutating func dismiss(_ reason: String) -> Result<[Effect], Complaint> {
        guard let proposal = shownProposal else { return .failure(Complaint(Wording.nothingProposed)) }
        return .success([.dismiss(proposal, reason: reason)])
    }

    /// Words that may follow on the `:` line.
    /// - Parameter count: the words there are, the one being typed among them.
    func incidentWords(_ intent: Intent, _ count: Int) -> [String] {
        let people = Set((recordedIncident?.roles ?? []).map(\.person.text) + [me]).filter { !$0.isEmpty }.sorted()
        switch intent {
        case .severity, .declare: return count == 2 ? (1...options.severities).map(String.init) : []
        case .stage: return count == 2 ? IncidentStage.allCases.map(\.rawValue) : []
        case .role where count == 2: return IncidentRole.known.map(\.name)
        case .role where count == 3: return people + ["-"]
        case .commander: return count == 2 ? people : []
        case .note: return count == 2 ? ["--decision", "--hypothesis", "--impact"] : []
        default: return []
        }
    }
}
