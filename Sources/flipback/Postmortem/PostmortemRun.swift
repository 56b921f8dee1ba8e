import Glibc
import IncidentEngine
import IncidentModel
import Postmortem

/// Writes an incident's postmortem, and puts the action items that people wrote into the one before on the incident's timeline: notes marked
/// `action-item`, which go the way of all such notes (a ticket each, where a tracker is told). An item is recorded once, whoever writes the
/// documents anew and however often; the documents are there also when nothing can be recorded.
struct PostmortemRun {
    /// Where the items are recorded, and by whom.
    struct Recorder {
        var journal: any JournalWriting
        var author: IncidentDrafts.Author
        var localUser: String
    }

    struct Made: Hashable {
        var incident: String
        var paths: [String]
        /// What a person should know of it.
        var notes: [String]
        /// Action items that are on the timeline from now on.
        var recorded = 0

        /// Nil when there are none.
        var told: String? { recorded > 0 ? "\(items(recorded)) put on the timeline of \(incident)" : nil }
    }

    let choices: Choices
    /// The whole journal.
    let whole: any JournalReading
    let now: Timestamp
    /// Writes the documents of the facts.
    let write: (PostmortemFacts) throws(Failure) -> PostmortemFiles.Written
    /// Asked only when there is something to record; throws why nothing may be.
    let recorder: () async throws(Failure) -> Recorder

    /// - Parameter id: nil for the open incident.
    func make(_ id: String?) async throws(Failure) -> Made {
        let (found, facts) = try await read(id)
        // First, so that nothing is recorded when the template, the file or a marker in it is wrong.
        let written = try write(facts)
        var made = Made(incident: found.id, paths: written.paths, notes: written.notes)
        let count = unrecorded(written.items, in: found).count
        guard count > 0 else { return made }
        do throws(Failure) {
            made.recorded = try await record(written.items, of: found.id)
        } catch {
            made.notes.append("\(Self.items(count)) of the document NOT on the timeline: \(error.text)")
        }
        guard made.recorded > 0 else { return made }
        _ = try write(try await read(found.id).facts)
        return made
    }

    private func read(_ id: String?) async throws(Failure) -> (incident: Incident, facts: PostmortemFacts) {
        let record = try await IncidentBook(whole).record()
        let found = try IncidentBook.find(id, among: record.incidents)
        return (found, PostmortemFacts(found, journal: record.events, now: now))
    }

    private func unrecorded(_ items: [ActionItem], in incident: Incident) -> [String] {
        let redactor = choices.secrets.redactor
        return ActionItems.unrecorded(items, in: incident, redacting: { redactor.redactValues($0) })
    }

    /// One process at a time, each looking once more: of two that write the same document at once, the second finds nothing left to record.
    private func record(_ items: [ActionItem], of id: String) async throws(Failure) -> Int {
        let recorder = try await recorder()
        let lock = try Lock(choices.stateDirectory)
        defer { lock.release() }
        let incident = try await read(id).incident
        let texts = unrecorded(items, in: incident)
        for text in texts {
            let draft = IncidentDrafts.note(id, text: text, mark: .actionItem, by: recorder.author).placed(with: incident)
            do throws(JournalFailure) {
                _ = try await recorder.journal.append(draft.naming(localUser: recorder.localUser))
            } catch {
                throw Failure(error)
            }
        }
        return texts.count
    }

    private static func items(_ count: Int) -> String { "\(count) action item\(count == 1 ? "" : "s")" }

    /// An advisory lock on a directory (flock(2)); it goes with the process.
    private struct Lock {
        private let descriptor: Int32

        init(_ directory: String) throws(Failure) {
            descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            while descriptor < 0 || flock(descriptor, LOCK_EX) != 0 {
                if descriptor >= 0, errno == EINTR { continue }
                let reason = PrivateFiles.reason()
                if descriptor >= 0 { close(descriptor) }
                throw Failure(.unexpected, code: "file", "\(directory): cannot be locked: \(reason)")
            }
        }

        func release() { close(descriptor) }
    }
}
