import IncidentEngine
import IncidentModel
import Testing
import TestSupport

@Suite("Journal scope")
struct JournalScopeTests {
    private let journal = MemoryJournal()

    private func note(_ text: String, account: String?, region: String?) -> EventDraft {
        EventDraft(
            time: .epoch, actor: "jo", kind: .incidentNote, account: account, region: region, details: ["text": .string(text)])
    }

    private func texts(_ scope: JournalScope) async throws -> [String] {
        try await ScopedJournalReader(journal, scope: scope).events(after: 0, limit: 2).compactMap {
            $0.draft.details["text"]?.string
        }
    }

    @Test("Events of another account, region or drill are not ours")
    func separates() async throws {
        let drill = ScopedJournal(journal, scope: JournalScope(region: "eu-west-1", drill: "d1"))
        let ours = ScopedJournal(journal, scope: JournalScope(region: "eu-west-1", account: "1"))
        _ = try await drill.append(note("drill", account: "1", region: nil))
        _ = try await journal.append(note("elsewhere", account: "1", region: "us-east-1"))
        _ = try await journal.append(note("other account", account: "2", region: "eu-west-1"))
        _ = try await ours.append(note("ours", account: nil, region: nil))
        // Two pages of two hold nothing of ours before the one that does.
        #expect(try await texts(JournalScope(region: "eu-west-1", account: "1")) == ["ours"])
        #expect(try await texts(JournalScope(region: "eu-west-1", drill: "d1")) == ["drill"])
        #expect(try await texts(JournalScope(region: "eu-west-1", drill: "d2")) == [])
    }

    @Test("Other regions with an open incident are known, of this account and not of drills")
    func otherRegions() async throws {
        func declare(_ id: String, _ region: String, account: String?, drill: String? = nil) -> EventDraft {
            var draft = IncidentDrafts.declare(
                id, .sev2, targets: [], reason: "x", by: .init(actor: "jo", time: .epoch, account: account, region: region))
            if let drill { draft.details[JournalScope.drillKey] = .string(drill) }
            return draft
        }
        let scope = JournalScope(region: "eu-west-1", account: "1")
        let reader = ScopedJournalReader(journal, scope: scope)
        var seq = 0
        func regions() async throws -> Set<String> {
            while true {
                let page = try await reader.events(after: seq, limit: 2)
                guard let newest = page.last else { return scope.openRegions }
                seq = newest.seq
            }
        }
        for draft in [
            declare("INC-1", "us-east-1", account: "1"), declare("INC-2", "eu-west-1", account: "1"),
            declare("INC-3", "ap-south-1", account: "2"), declare("INC-4", "sa-east-1", account: "1", drill: "d1"),
            declare("INC-5", "eu-north-1", account: nil), note("ours", account: "1", region: "eu-west-1"),
        ] { _ = try await journal.append(draft) }
        #expect(try await regions() == ["us-east-1", "eu-north-1"])
        // Wherever its end was written.
        let end = IncidentDrafts.Author(actor: "jo", time: .epoch, account: "1", region: "eu-west-1")
        _ = try await journal.append(IncidentDrafts.resolve("INC-1", text: "", by: end))
        _ = try await journal.append(note("ours", account: "1", region: "eu-west-1"))
        #expect(try await regions() == ["eu-north-1"])
        // Read once more from the beginning: what is over stays over.
        seq = 0
        #expect(try await regions() == ["eu-north-1"])
    }

    @Test("What is appended carries account, region and drill")
    func stamps() async throws {
        let scope = JournalScope(region: "eu-west-1", drill: "d1", account: "1")
        let event = try await ScopedJournal(journal, scope: scope).append(note("x", account: nil, region: nil))
        #expect(event.draft.account == "1")
        #expect(event.draft.region == "eu-west-1")
        #expect(event.draft.details[JournalScope.drillKey] == "d1")
    }

    @Test("What is written on an incident stands where it was declared")
    func placed() throws {
        var declared = Fixtures.declared()
        declared.account = "1"
        declared.region = "eu-west-1"
        declared.details[JournalScope.drillKey] = "d1"
        func incident(_ draft: EventDraft) throws -> Incident {
            try #require(IncidentReducer.reduce([Event(seq: 1, draft: draft, previous: "", hash: "")]).first)
        }
        let there = note("x", account: "2", region: "us-east-1").placed(with: try incident(declared))
        #expect(
            JournalScope(region: "eu-west-1", drill: "d1", account: "1").contains(
                Event(seq: 2, draft: there, previous: "", hash: "")))
        // Declared while nobody knew the account: everybody sees it, and so they must see its end.
        declared.account = nil
        declared.details[JournalScope.drillKey] = nil
        let seen = note("x", account: "2", region: "us-east-1").placed(with: try incident(declared))
        for account in ["1", "2"] {
            #expect(
                JournalScope(region: "eu-west-1", account: account).contains(Event(seq: 2, draft: seen, previous: "", hash: "")))
        }
    }

    @Test("While the account is unknown, nothing of the region is hidden")
    func unknownAccount() async throws {
        _ = try await journal.append(note("a", account: "1", region: "eu-west-1"))
        _ = try await journal.append(note("b", account: "2", region: "eu-west-1"))
        let scope = JournalScope(region: "eu-west-1")
        #expect(try await texts(scope) == ["a", "b"])
        scope.account = "2"
        #expect(try await texts(scope) == ["b"])
    }
}
