import IncidentModel
import TerminalCanvas

/// What the INCIDENT pane lists below the facts: the steps of the stage, what earlier stages left open, then the links.
struct IncidentBoard {
    enum Row: Hashable {
        case step(runbook: String, Runbook.Step)
        case link(Incident.Link)
    }

    var incident: Incident
    var rows: [Row]
    /// Steps of the stage, and how many of them are done.
    var steps = 0
    var done = 0
    /// Steps of earlier stages that are not done.
    var leftBefore = 0
    /// The runbooks that the steps are of.
    var names: [String]
    private var ticks: [String: [String: ChecklistTick]] = [:]

    init(_ incident: Incident, _ runbooks: [Runbook]) {
        self.incident = incident
        let books = Runbook.applicable(to: incident, of: runbooks)
        for book in books { ticks[book.name] = incident.ticks(of: book.name) }
        names = books.filter { book in book.steps.contains { $0.stage == incident.stage } }.map(\.name)
        rows = books.flatMap { book in book.steps(of: incident.stage).map { .step(runbook: book.name, $0) } }
        steps = rows.count
        done = rows.count { tick(of: $0)?.isDone ?? false }
        let left = books.flatMap { book -> [Row] in
            book.due(in: incident).filter { $0.stage != incident.stage }.map { .step(runbook: book.name, $0) }
        }
        leftBefore = left.count
        rows += left
        rows += incident.links.map { .link($0) }
    }

    func tick(of row: Row) -> ChecklistTick? {
        guard case .step(let runbook, let step) = row else { return nil }
        return ticks[runbook]?[step.id]
    }
}

extension ConsoleState {
    var board: IncidentBoard? { recordedIncident.map { IncidentBoard($0, options.runbooks) } }

    /// The row under the cursor of INCIDENT.
    var boardRow: IncidentBoard.Row? {
        guard focus == .incident, let rows = board?.rows else { return nil }
        let index = paneRow[.incident] ?? 0
        return rows.indices.contains(index) ? rows[index] : nil
    }

    /// Whether INCIDENT is in the layout: while an incident is open, or when it was asked for.
    var showsIncident: Bool { openIncident != nil || focus == .incident }

    /// New incidents; the cursor of INCIDENT stays on its step.
    mutating func take(_ list: [Incident]) {
        let row = boardRow
        let targets = openIncident?.targets
        incidents = list
        if openIncident == nil { disarmed = false }
        if let row, let index = board?.rows.firstIndex(of: row) { paneRow[.incident] = index }
        resort(ifNeeded: openIncident?.targets != targets)
    }

    /// `enter` in INCIDENT: ticks a step or takes the tick off; shows a link.
    mutating func openBoardRow() -> [Effect] {
        guard let row = boardRow, let board else { return [] }
        if case .link(let link) = row {
            let lines = [
                Piece("url         \(link.url.text)", .text), Piece("title       \(link.title.text)", .text),
                Piece("by          \(HeaderBar.shortActor(link.actor)) at \(link.at.clock)", .dim),
            ]
            overlay = .detail(title: "LINK", lines: lines, scroll: 0)
            return []
        }
        guard case .step(let runbook, let step) = row, isFree(row) else { return [] }
        let isDone = board.tick(of: row)?.isDone ?? false
        return [.tick(incident: board.incident.id, runbook: runbook, step: step, isDone: !isDone)]
    }

    /// Runs the command of the step under the cursor as if it were typed: what moves traffic opens its plan sheet.
    mutating func runStep() -> [Effect] {
        guard let row = boardRow, case .step(_, let step) = row, isFree(row) else { return [] }
        guard let command = step.command else {
            say(Wording.stepWithoutCommand)
            return []
        }
        let name = command.split(separator: " ").first.map(String.init) ?? ""
        // An answer to a running action moves traffic without a sheet: it is given by hand.
        if let intent = options.bindings.binding(command: name)?.intent, [.keepWaiting, .takeAlias, .runStep].contains(intent) {
            say(Wording.notFromAList(name))
            return []
        }
        switch run(command) {
        case .success(let effects): return effects
        case .failure(let problem):
            say(problem.text)
            return []
        }
    }

    /// Whether the row may be acted on: by whoever can write, and only when the frame on screen has it under the cursor.
    private mutating func isFree(_ row: IncidentBoard.Row) -> Bool {
        if let reason = options.canAct ? writeBlocked : Wording.readOnly {
            say(reason)
            return false
        }
        guard !framesReported || shownBoardRow == row else {
            say(Wording.listJustChanged)
            return false
        }
        return true
    }
}
