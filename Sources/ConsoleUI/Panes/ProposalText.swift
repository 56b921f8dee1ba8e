import IncidentModel
import TerminalCanvas

/// The incident that flipback proposes, in the line that says otherwise that nothing is armed: nothing moves when it comes.
enum ProposalText {
    /// `SEV-1  checkout:prod: v7 fails 8.1 % of requests`
    static func line(_ proposal: IncidentProposal) -> String {
        let suggestion = proposal.suggestion
        let seen = proposal.evidence.first ?? suggestion.reason
        return "\(suggestion.severity.label)  \(Sanitiser.sanitise(seen, limit: 300))"
    }

    static func bar(_ state: ConsoleState) -> ArmedBar.Line? {
        guard let proposal = state.shownProposal else { return nil }
        let map = state.options.bindings
        let hint = state.options.canAct ? "\(map.name(.declare)) declare   \(map.name(.dismiss)) put aside" : ""
        // The keys stay on the line, however long the sentence is.
        let room = state.size.columns - " PROPOSED  ".count - 1 - (hint.isEmpty ? 0 : GlyphWidth.of(hint) + 2)
        return ArmedBar.Line(
            label: "PROPOSED", role: proposal.suggestion.severity.role, text: state.options.symbols.cut(line(proposal), to: room),
            hint: hint)
    }

    /// For the status line while the bar tells of an action.
    static func status(_ state: ConsoleState) -> String? {
        guard let proposal = state.shownProposal, !ActionLine.lines(state).isEmpty || !GuardText.lines(state).isEmpty else {
            return nil
        }
        let map = state.options.bindings
        let keys = state.options.canAct ? "  (\(map.name(.declare)) declares it, \(map.name(.dismiss)) puts it aside)" : ""
        return "PROPOSED \(line(proposal))\(keys)"
    }
}
