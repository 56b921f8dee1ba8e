import IncidentModel
import TerminalCanvas

/// Who put back what was rolled away.
enum GuardText {
    /// `v7 was put back by deploy-role at 21:12Z`, or by its revision until CloudTrail has told the name.
    static func text(_ trip: GuardTrip, _ state: ConsoleState) -> String {
        let who =
            trip.who.map { HeaderBar.shortActor($0.text) } ?? "revision \(Sanitiser.sanitise(trip.revision.short, limit: 12))…"
        return Wording.putBack(trip.version, by: who, at: state.putBackAt(trip))
    }

    /// One line of the bar, whatever the number of targets.
    static func lines(_ state: ConsoleState) -> [ArmedBar.Line] {
        let trips = state.guardTrips
        guard let first = trips.first else { return [] }
        let more = trips.count > 1 ? Wording.andMore(trips.count - 1) : ""
        let brief = "\(first.target)  \(text(first, state))\(more)"
        let left = Figures.shortAge(max(.zero, first.guardedUntil - state.now))
        // Without a bar below it that says what the key does, this line does.
        var rollsBack = false
        if case .calm = state.arming { rollsBack = true }
        return [
            ArmedBar.Line(
                label: "GUARD", role: .failed, text: "\(brief): \(Figures.share(first.share)) % of the traffic",
                hint: rollsBack ? "\(state.options.bindings.name(.rollback)) roll back" : "guarded for \(left)", briefs: [brief])
        ]
    }
}
