import IncidentModel
import TerminalCanvas

extension ConsoleState {
    /// The sheet of `D`: a new incident, or another severity for the open one.
    mutating func openIncidentSheet(preset: Severity?, reason: String) -> [Effect] {
        var sheet: IncidentSheet
        if let incident = openIncident {
            sheet = IncidentSheet(
                incident: incident.id, severity: preset ?? incident.severity, suggestion: suggestionText,
                candidates: incident.targets, chosen: Set(incident.targets))
        } else {
            let suggested = shownProposal?.suggestion ?? live.suggestion
            var chosen = Set(suggested?.targets ?? [])
            // Nothing that is seen says what it is about: whoever declares has a reason to look at what is selected.
            if chosen.isEmpty, let selected { chosen = [selected] }
            sheet = IncidentSheet(
                incident: nil, severity: preset ?? suggested?.severity ?? .sev2, suggestion: suggestionText,
                candidates: live.order.sorted { chosen.contains($0) && !chosen.contains($1) }, chosen: chosen,
                awaitsSuggestion: suggested == nil, severityTouched: preset != nil)
            sheet.proposal = shownProposal
        }
        sheet.reason = TextField(reason)
        overlay = .incident(sheet)
        return [.flushInput]
    }

    /// A sheet that was opened a moment too early gets what is suggested now, as far as nobody has chosen otherwise.
    mutating func fillIncidentSheet() {
        guard case .incident(var sheet) = overlay, sheet.awaitsSuggestion,
            let suggestion = shownProposal?.suggestion ?? live.suggestion
        else { return }
        sheet.awaitsSuggestion = false
        sheet.proposal = shownProposal
        sheet.suggestion = suggestionText
        if !sheet.severityTouched { sheet.severity = suggestion.severity }
        sheet.chosen = Set(suggestion.targets)
        let chosen = sheet.chosen
        sheet.candidates = live.order.sorted { chosen.contains($0) && !chosen.contains($1) }
        overlay = .incident(sheet)
    }

    private var suggestionText: String {
        guard let suggestion = shownProposal?.suggestion ?? live.suggestion else { return Wording.noSuggestion }
        return Wording.suggested(suggestion.severity, Sanitiser.sanitise(suggestion.reason, limit: 300))
    }

    mutating func press(_ key: Key, in sheet: IncidentSheet) -> [Effect] {
        var sheet = sheet
        sheet.complaint = nil
        let fields = sheet.incident == nil ? IncidentSheet.Field.allCases : [.severity, .reason]
        let index = fields.firstIndex(of: sheet.field) ?? 0
        switch key {
        case .escape:
            overlay = nil
            return []
        case .tab: sheet.field = fields[(index + 1) % fields.count]
        case .backTab: sheet.field = fields[(index + fields.count - 1) % fields.count]
        case .enter:
            if let effects = commit(&sheet) {
                overlay = nil
                return effects
            }
        case .up, .down: moveIn(&sheet, by: key == .up ? -1 : 1)
        default:
            if sheet.field == .reason {
                _ = sheet.reason.edit(key)
            } else {
                pressOutsideReason(key, &sheet)
            }
        }
        overlay = .incident(sheet)
        return []
    }

    private func moveIn(_ sheet: inout IncidentSheet, by: Int) {
        switch sheet.field {
        case .severity:
            sheet.severity = Severity(rawValue: max(1, min(options.severities, sheet.severity.rawValue + by))) ?? sheet.severity
            sheet.severityTouched = true
        case .targets: sheet.row = max(0, min(sheet.candidates.count - 1, sheet.row + by))
        case .reason: break
        }
    }

    private func pressOutsideReason(_ key: Key, _ sheet: inout IncidentSheet) {
        guard case .character(let character) = key else { return }
        if let number = character.wholeNumberValue, number <= options.severities, let severity = Severity(rawValue: number) {
            sheet.severity = severity
            sheet.severityTouched = true
        } else if character == " ", sheet.field == .targets, sheet.candidates.indices.contains(sheet.row) {
            sheet.chosen.formSymmetricDifference([sheet.candidates[sheet.row]])
            sheet.awaitsSuggestion = false
        }
    }

    /// Nil: it cannot be committed, and the sheet says why.
    private func commit(_ sheet: inout IncidentSheet) -> [Effect]? {
        if let writeBlocked {
            sheet.complaint = writeBlocked
            return nil
        }
        if let id = sheet.incident {
            guard openIncident?.id == id else {
                sheet.complaint = Wording.incidentGone(id)
                return nil
            }
            guard openIncident?.severity != sheet.severity else {
                sheet.complaint = Wording.sameSeverity(sheet.severity)
                return nil
            }
            return [.changeSeverity(incident: id, sheet.severity, reason: sheet.reason.text)]
        }
        guard openIncident == nil else {
            sheet.complaint = Wording.alreadyDeclared(openIncident?.id ?? "")
            return nil
        }
        let reason = sheet.reason.isEmpty ? declareReason(sheet) : sheet.reason.text
        let targets = sheet.candidates.filter(sheet.chosen.contains)
        return [.declare(sheet.severity, targets: targets, reason: reason, seen: sheet.proposal)]
    }

    private func declareReason(_ sheet: IncidentSheet) -> String {
        guard let suggestion = sheet.proposal?.suggestion ?? live.suggestion else { return Wording.declaredByHand }
        return Sanitiser.sanitise(suggestion.reason, limit: 300)
    }
}
