/// A checklist for incidents of some severities: steps to tick, by stage.
package struct Runbook: Hashable, Sendable {
    package struct Step: Hashable, Sendable {
        /// Unique within the runbook; what the journal records when the step is ticked.
        package var id: String
        package var stage: IncidentStage
        package var text: DisplayText
        /// A line of the console's `:` command line that carries the step out, without the colon; nil when people do it.
        package var command: String?

        package init(id: String, stage: IncidentStage, text: DisplayText, command: String? = nil) {
            self.id = id
            self.stage = stage
            self.text = text
            self.command = command
        }
    }

    package var name: String
    package var severities: Set<Severity>
    /// In the order of the file, stage by stage.
    package var steps: [Step]

    package init(name: String, severities: Set<Severity>, steps: [Step]) {
        self.name = name
        self.severities = severities
        self.steps = steps
    }
}

/// What became of one step of a checklist; the last tick of a step counts.
package struct ChecklistTick: Hashable, Sendable {
    package var runbook: String
    package var step: String
    package var isDone: Bool
    package var at: Timestamp
    package var actor: String

    package init(runbook: String, step: String, isDone: Bool, at: Timestamp, actor: String) {
        self.runbook = runbook
        self.step = step
        self.isDone = isDone
        self.at = at
        self.actor = actor
    }
}
