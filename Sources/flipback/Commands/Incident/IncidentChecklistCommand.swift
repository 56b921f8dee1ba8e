import ArgumentParser
import IncidentEngine
import IncidentModel
import Journal

struct IncidentChecklistCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checklist", abstract: "The steps of an incident's runbooks; ticks them.",
        discussion: """
            Without --done and --undo it shows the steps that are due: those of the incident's stage, and open ones of the stages \
            before it; --all shows every step. A step is named by its id, or by runbook/id where two runbooks have it.
            """)

    @Argument(help: "The incident; the open one when left out.") var incident: String?
    @Option(help: ArgumentHelp("Tick a step; may be given several times.", valueName: "step")) var done: [String] = []
    @Option(help: ArgumentHelp("Take a tick back; may be given several times.", valueName: "step")) var undo: [String] = []
    @Flag(help: "Steps of every stage.") var all = false
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let runbooks = try context.runbooks()
            var found: Incident
            if done.isEmpty, undo.isEmpty {
                found = try await IncidentBook(context.journalReader()).find(incident)
            } else {
                found = try await tick(context, runbooks)
            }
            let chosen = Runbook.applicable(to: found, of: runbooks)
            context.output.json
                ? context.output.document(JSONDocuments.checklist(found, chosen))
                : context.output.say(Words.checklist(found, chosen, all: all))
            return .done
        }
    }

    private func tick(_ context: CommandContext, _ runbooks: [Runbook]) async throws -> Incident {
        let journal = try context.journal()
        let book = IncidentBook(journal)
        let author = await CallerInTime(context).author()
        let found = try await book.find(incident)
        let chosen = Runbook.applicable(to: found, of: runbooks)
        let steps =
            try done.map { (try Self.step($0, among: chosen), true) } + undo.map { (try Self.step($0, among: chosen), false) }
        for ((runbook, step), isDone) in steps {
            guard (found.ticks(of: runbook)[step.id]?.isDone ?? false) != isDone else { continue }
            let draft = IncidentDrafts.tick(found.id, runbook: runbook, step: step, isDone: isDone, by: author)
            _ = try await journal.append(draft.placed(with: found).naming(localUser: context.environment.user))
        }
        return try await book.find(found.id)
    }

    private static func step(_ name: String, among runbooks: [Runbook]) throws(Failure) -> (runbook: String, step: Runbook.Step) {
        let found = runbooks.flatMap { runbook in runbook.steps.map { (runbook: runbook.name, step: $0) } }
        let matching = found.filter { $0.step.id == name || "\($0.runbook)/\($0.step.id)" == name }
        if matching.count == 1, let only = matching.first { return only }
        let shown = Sanitiser.sanitise(name, limit: 80)
        guard matching.isEmpty else {
            let names = matching.map { "\($0.runbook)/\($0.step.id)" }.joined(separator: " or ")
            throw .usage("several runbooks have a step '\(shown)'; write \(names)")
        }
        let ids = found.map(\.step.id)
        let hint =
            Nearest.match(name, among: ids).map { "; did you mean '\($0)'?" } ?? "; see `flipback incident checklist --all`"
        throw .usage("no runbook of this incident's severity has a step '\(shown)'\(hint)")
    }
}
