import IncidentEngine
import IncidentModel
import TestSupport
import Testing

@testable import Notices

struct ShelfTests {
    @Test func incidentsAreAsTheyStoodThen() async throws {
        let journal = MemoryJournal()
        _ = try await journal.append(Sample.declared(.sev3))
        for number in 1...2500 {
            _ = try await journal.append(IncidentDrafts.note(nil, text: "\(number)", by: Sample.author()))
        }
        let raised = try await journal.append(IncidentDrafts.severity(Sample.id, .sev1, reason: "", by: Sample.author()))
        let shelf = IncidentShelf(journal)
        #expect(try await shelf.incident(Sample.id, asOf: 1)?.severity == .sev3)
        #expect(try await shelf.incident(Sample.id, asOf: raised.seq)?.severity == .sev1)
        #expect(try await shelf.incident(Sample.id, asOf: 1)?.severity == .sev3)
        #expect(try await shelf.incident("INC-1", asOf: raised.seq) == nil)
        let closed = try await journal.append(IncidentDrafts.close(Sample.id, by: Sample.author()))
        #expect(try await shelf.incident(Sample.id, asOf: closed.seq)?.closedAt != nil)
    }

    @Test func manyIncidentsAreForgottenAndReadAgain() async throws {
        let journal = MemoryJournal()
        for number in 1...40 {
            var draft = Sample.declared()
            draft.incident = "INC-\(number)"
            _ = try await journal.append(draft)
        }
        let shelf = IncidentShelf(journal)
        for _ in 1...2 {
            for number in 1...40 { #expect(try await shelf.incident("INC-\(number)", asOf: 40)?.id == "INC-\(number)") }
        }
    }
}
