package import IncidentEngine
package import IncidentModel
package import TerminalCanvas

/// What the console runs on. Watch mode is built with `operator` and `journal.writing` nil: it has no object that could write.
package struct ConsoleEnvironment: Sendable {
    package var watcher: Watcher
    package var budget: RequestBudget
    package var clock: any EngineClock
    package var reading: (any JournalReading)?
    package var writing: (any JournalWriting)?
    package var `operator`: Operator?
    package var region: String
    /// Told the account once it is known; the journal is read after that.
    package var scope: JournalScope
    /// Who acts: the caller's ARN once it is known, else this.
    package var localActor: String
    /// A theme by name; throws what the operator should read.
    package var theme: @Sendable (String) throws -> Theme
    /// A free incident id, over everything in the journal and not only what the scope shows.
    package var nextIncident: @Sendable (Timestamp) async throws -> String
    /// Writes an incident's record to a file and returns the path, for whoever presses the key.
    package var export: @Sendable (Incident, IncidentDrafts.Author) async throws -> String
    /// Which targets are shown at all (settings); true for every one by default.
    package var shows: @Sendable (Target) -> Bool
    /// What the settings say about planning.
    package var planning: PlanOptions
    /// For what is left on a version after it was moved away from.
    package var further: FurtherReading
    /// How severities follow from what is seen, and what is seen as trouble (settings).
    package var severity: SeverityRules
    package var detection: DetectionRules

    package init(
        watcher: Watcher, budget: RequestBudget, clock: any EngineClock, region: String, localActor: String,
        scope: JournalScope, reading: (any JournalReading)? = nil, writing: (any JournalWriting)? = nil,
        operator: Operator? = nil,
        theme: @escaping @Sendable (String) throws -> Theme,
        nextIncident: @escaping @Sendable (Timestamp) async throws -> String,
        export: @escaping @Sendable (Incident, IncidentDrafts.Author) async throws -> String,
        shows: @escaping @Sendable (Target) -> Bool = { _ in true }, planning: PlanOptions = PlanOptions(),
        further: FurtherReading = FurtherReading(), severity: SeverityRules = .shipped,
        detection: DetectionRules = DetectionRules()
    ) {
        self.watcher = watcher
        self.budget = budget
        self.clock = clock
        self.region = region
        self.localActor = localActor
        self.scope = scope
        self.reading = reading
        self.writing = writing
        self.operator = `operator`
        self.theme = theme
        self.nextIncident = nextIncident
        self.export = export
        self.shows = shows
        self.planning = planning
        self.further = further
        self.severity = severity
        self.detection = detection
    }
}
