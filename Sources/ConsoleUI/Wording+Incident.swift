import IncidentModel

extension Wording {
    // MARK: Commanding
    /// `IC jo`
    static func commander(_ incident: Incident) -> String {
        incident.commander.map { "IC \(HeaderBar.shortActor($0.person.text))" } ?? "no IC"
    }
    static let roleExpected =
        "a role is a word: commander, operations, developer, security, management, scribe or one of your own"
    static let stageExpected = "a stage is one of: \(IncidentStage.allCases.map(\.rawValue).joined(separator: ", "))"
    static func sameStage(_ stage: IncidentStage) -> String { "the stage is \(stage.rawValue) already" }
    static let urlExpected = "a link begins with https:// or http://"
    static let markExpected = "a note is marked with --decision, --hypothesis, --impact or --action"
    static func severityExpected(_ count: Int, _ usage: String) -> String { "\(usage): a number from 1, the worst, to \(count)" }
    static func nobodyHas(_ role: IncidentRole) -> String { "nobody is \(role.title)" }
    static func hasItAlready(_ holder: RoleAssignment) -> String { "\(holder.person.text) is \(holder.role.title) already" }
    static func heldNoMore(_ role: IncidentRole) -> String { "nobody is \(role.title) any more: esc, then give the role again" }
    static func holderChanged(_ holder: RoleAssignment) -> String {
        "\(holder.person.text) has it now: read it, then press again"
    }
    static let takeOverNote = "say why: it is written down"
    static func takeOverKeys(_ map: Keymap) -> String { "\(map.name(.takeOver)) takes it over, esc leaves it" }
    static func takeOverMeans(_ holder: RoleAssignment) -> String {
        "One commander at a time. Every console of this host will say that the role was taken over from \(holder.person.text), by whom and why."
    }
    static let onlyInTheTakeOverSheet = "only in the sheet that :ic opens when somebody else has the role"
    static func mark(_ mark: Incident.Note.Mark?) -> String {
        switch mark {
        case nil: "plain"
        case .decision?: "decision"
        case .hypothesis?: "hypothesis"
        case .customerImpact?: "customer impact"
        case .actionItem?: "action item"
        }
    }

    // MARK: The INCIDENT pane
    static let readingJournal = "the journal is being read"
    static func readingJournalBar(_ map: Keymap) -> String { "\(readingJournal): \(map.name(.rollback)) opens the plan sheet" }
    static let listJustChanged = "the list has just changed: read it, then press again"
    static let stepWithoutCommand = "this step is done by people: enter ticks it"
    static func onlyOnAStep(_ map: Keymap) -> String { "only on a step of INCIDENT (\(map.name(.incident)))" }
    static func notFromAList(_ name: String) -> String {
        "':\(Sanitiser.sanitise(name, limit: 40))' answers a running action: only by hand"
    }
    static func noChecklist(_ incident: Incident) -> String {
        "no step for \(incident.severity.label) in \(incident.stage.rawValue): runbooks are files of the settings"
    }
    static func leftBefore(_ count: Int) -> String { " · \(count) earlier open" }

    // MARK: Proposals and history
    static let nothingProposed = "no incident is proposed: nothing to put aside"
    static func discounted(_ alarm: IncidentProposal.Discounted) -> String {
        "not counted: \(alarm.alarm.text), \(Sanitiser.sanitise(alarm.why, limit: 200))"
    }
    /// DORA's change failure rate and time to restore, with what they are of.
    static func changeFailures(_ history: IncidentHistory) -> String {
        guard history.changes > 0 else { return "change failure rate: no change of a version is on record" }
        let share = Figures.share(Double(history.failedChanges) / Double(history.changes))
        let rate = "change failure rate \(share) %: \(history.failedChanges) of \(history.changes) changes of a version on record"
        guard let restore = history.restoreAfterChange, let median = restore.median else { return rate }
        return "\(rate); restored within \(Figures.age(median)) (median, n \(restore.count))"
    }
    static let noPast = "no incident is on record here"

    // MARK: Approval and proof
    static func needsApproval(_ plan: Plan, _ map: Keymap) -> String {
        let rule = plan.approval?.rule.rawValue ?? ""
        return "\(plan.target) needs \(rule) approval: \(map.name(.rollback)) opens the sheet, which says from whom"
    }
    static func waitsForApproval(_ plan: Plan) -> String { "waits for \(plan.approval?.rule.rawValue ?? "") approval" }
    static let onlyWithApproval = "only in the sheet of a plan that needs an approval"
    static let reasonWanted = "the policy wants a reason: type it"
    static let reasonForApproval = "type the reason first: whoever approves reads it"
    static let reasonForGlass = "type the reason"
    static let glass =
        "SEV-1: enter carries it out WITHOUT this approval. The reason is recorded, told to everybody and comes first in the postmortem."
    static func proof(of action: String, _ state: ConsoleState) -> String {
        let word =
            state.facts.proofs[action]?.rawValue ?? (state.live.picture?.failures[.trail] == nil ? "pending" : "cannot be read")
        return "proved by CloudTrail: \(word)"
    }
}
