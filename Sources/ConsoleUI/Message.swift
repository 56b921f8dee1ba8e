package import IncidentModel
package import TerminalCanvas

/// Everything that can happen to the console. The runtime posts them in order; `ConsoleState.update` is their only reader.
package enum Message: Sendable {
    case key(Key)
    /// Goes to the text field that has focus; elsewhere it is dropped with a notice.
    case paste(String)
    case resized(Size)
    /// The program was stopped and continued: data counts as stale until it has been read again.
    case resumed
    /// At least once a second; also after each frame that shows a moving clock.
    case tick(Now)
    /// The picture changed.
    case picture(FleetPicture, Now)
    /// The engine judged the picture anew: all that is known, and which of it may differ from what was told last; nil: any of it.
    case assessed([Target: Assessment], suggestion: SeveritySuggestion?, changed: Set<Target>? = nil)
    /// The incident that flipback proposes; nil while it proposes none.
    case proposed(IncidentProposal?)
    /// What the timeline shows, oldest first.
    case timeline(Timeline)
    /// Incidents as the journal tells them, newest last.
    case incidents([Incident])
    /// What the record says of times, approvals and proofs; replaces what was told before.
    case record(RecordFacts)
    /// Past incidents and what they come to.
    case history(IncidentHistory)
    /// Whether the journal is still being read: until then nobody knows whether an incident is open.
    case readingJournal(Bool)
    /// The armed plans of the open SEV-1, or why there are none.
    case armed(ArmedPlans?)
    /// Answer to `Effect.plan`.
    case planned(Command, Result<Plan, Refusal>)
    case progress(ActionProgress)
    /// All actions of one `Effect.execute` ended.
    case finished([ActionResult])
    /// What is left on the version that an action moved away from; replaces what was told before of the same target.
    case stranded(StrandedWork)
    /// Something the operator must be able to read again: goes to the message log, never away by a timer.
    case notice(Notice)
    /// The reason why nothing can be written, when there is one (journal not writable …); nil lifts it.
    case writeBlocked(String?)
}

/// A line of the message log (`m`).
package struct Notice: Hashable, Sendable {
    package enum Level: Sendable { case info, warning, error }
    package var at: Timestamp
    package var level: Level
    package var text: DisplayText
    package init(at: Timestamp, level: Level, text: DisplayText) {
        self.at = at
        self.level = level
        self.text = text
    }
}
