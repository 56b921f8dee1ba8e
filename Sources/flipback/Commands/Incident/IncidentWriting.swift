import IncidentEngine
import IncidentModel
import Journal

/// The common way of the commands that write to an incident's record: their events, then the incident as it stands. AWS is asked who
/// writes and nothing else, and not for long, so that an incident can be declared while AWS cannot be reached.
enum IncidentWriting {
    /// What a command decides with.
    struct Desk: Sendable {
        var context: CommandContext
        /// In the order of their declaration.
        var incidents: [Incident]
        var author: IncidentDrafts.Author

        /// Who is at the keyboard.
        var person: String { SessionPerson.name(actor: author.actor, localUser: context.environment.user) }

        func find(_ id: String?) throws(Failure) -> Incident { try IncidentBook.find(id, among: incidents) }
    }

    static func run(_ common: CommonOptions, _ draft: (Desk) throws -> EventDraft) async throws {
        try await run(common, drafts: { [try draft($0)] }, check: { _, _ in })
    }

    /// - Parameters:
    ///   - drafts: of one incident, in their order; at least one.
    ///   - check: looks at the incident as the journal has it after the last event, what others wrote meanwhile included.
    static func run(
        _ common: CommonOptions, drafts: (Desk) throws -> [EventDraft], check: (Incident, Event) throws -> Void
    ) async throws {
        try await CommandContext.run(common) { context in
            let journal = try context.journal()
            let book = IncidentBook(journal)
            let author = await CallerInTime(context).author()
            let desk = Desk(context: context, incidents: try await book.incidents(), author: author)
            var written: Event?
            for draft in try drafts(desk) {
                let incident = desk.incidents.first { $0.id == draft.incident }
                let placed = incident.map { draft.placed(with: $0) } ?? draft
                written = try await journal.append(placed.naming(localUser: context.environment.user))
            }
            guard let written, let incident = try await book.incidents().first(where: { $0.id == written.draft.incident }) else {
                return .done
            }
            try check(incident, written)
            context.output.json
                ? context.output.document(JSONDocuments.incident(incident)) : context.output.say(Words.incident(incident))
            return .done
        }
    }
}
