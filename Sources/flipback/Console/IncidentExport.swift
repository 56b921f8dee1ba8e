import ConsoleUI
import IncidentEngine
import IncidentModel
import Postmortem

/// What the console's `E` writes: everything of an incident as one JSON document, and its postmortem.
enum IncidentExport {
    /// Returns the paths, for a person.
    /// - Parameters:
    ///   - writing: where the action items that people wrote are recorded; nil in watch mode, which says so.
    ///   - author: who pressed the key, and when.
    static func write(
        _ incident: Incident, of whole: any JournalReading, to writing: (any JournalWriting)?, by author: IncidentDrafts.Author,
        choices: Choices
    ) async throws(Failure) -> String {
        let directory = choices.stateDirectory + "/exports"
        try PrivateFiles.prepareDirectory(directory)
        let path = "\(directory)/\(try PostmortemFiles.fileName(incident.id)).json"
        let run = PostmortemRun(
            choices: choices, whole: whole, now: author.time,
            write: { (facts) throws(Failure) in
                try FileWriting.replace(path, with: JSONDocuments.everything(facts).terminalSafe + "\n")
                return try PostmortemFiles(choices).write(facts)
            },
            recorder: { () async throws(Failure) in
                guard let writing else { throw Failure(.refusedByPolicy, code: "readOnly", Wording.readOnly) }
                return .init(journal: writing, author: author, localUser: choices.environment.user)
            })
        let made = try await run.make(incident.id)
        return Self.list([path] + made.paths) + ([made.told].compactMap(\.self) + made.notes).map { "; \($0)" }.joined()
    }

    private static func list(_ paths: [String]) -> String {
        paths.count > 1 ? paths.dropLast().joined(separator: ", ") + " and " + (paths.last ?? "") : paths.first ?? ""
    }
}
