import IncidentEngine
import IncidentModel
import Postmortem

/// What the console's `E` writes: everything of an incident as one JSON document, and its postmortem.
enum IncidentExport {
    /// Returns the paths, for a person.
    static func write(_ incident: Incident, journal: [Event], choices: Choices, now: Timestamp) throws(Failure) -> String {
        let facts = PostmortemFacts(incident, journal: journal, now: now)
        let directory = choices.stateDirectory + "/exports"
        try PrivateFiles.prepareDirectory(directory)
        let path = "\(directory)/\(try PostmortemFiles.fileName(incident.id)).json"
        try FileWriting.replace(path, with: JSONDocuments.everything(facts).terminalSafe + "\n")
        let written = try PostmortemFiles(choices).write(facts)
        return Self.list([path] + written.paths) + written.notes.map { "; \($0)" }.joined()
    }

    private static func list(_ paths: [String]) -> String {
        paths.count > 1 ? paths.dropLast().joined(separator: ", ") + " and " + (paths.last ?? "") : paths.first ?? ""
    }
}
