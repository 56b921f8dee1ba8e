import IncidentEngine
import IncidentModel
import Journal

/// The common way of the commands that write to an incident's record: one event, then the incident as it stands. AWS is not asked for
/// anything, so that an incident can be declared while AWS cannot be reached.
enum IncidentWriting {
    static func run(
        _ common: CommonOptions, _ draft: (_ incidents: [Incident], _ author: IncidentDrafts.Author) throws -> EventDraft
    ) async throws {
        try await CommandContext.run(common) { context in
            let journal = try context.journal()
            let known = try await IncidentBook(journal).incidents()
            let author = IncidentDrafts.Author(
                actor: "local user \(context.environment.user)", time: WallClock().now.time, region: context.knownRegion)
            let event = try await journal.append(try draft(known, author))
            var incidents = known
            IncidentReducer.apply(event, to: &incidents)
            if let id = event.draft.incident, let incident = incidents.first(where: { $0.id == id }) {
                context.output.json
                    ? context.output.document(JSONDocuments.incident(incident)) : context.output.say(Words.incident(incident))
            }
            return .done
        }
    }
}
