import IncidentEngine
import IncidentModel
import TestSupport
import Testing

struct SessionPersonTests {
    private static let role = "arn:aws:sts::123456789012:assumed-role/oncall/"

    @Test(arguments: [
        (role + "mia", "mia"), (role + "mia@example.org", "mia@example.org"), (role + "botocore-session-1763672400", "jo"),
        (role + "i-0abc1234def567890", "jo"), (role + "1763672400000", "jo"), (role + "AWSCLI-Session", "jo"),
        ("arn:aws:iam::123456789012:user/oncall", "jo"), ("arn:aws:iam::123456789012:root", "jo"), ("local user jo", "jo"),
    ])
    func theSessionsNameWhereItNamesSomebody(actor: String, person: String) {
        #expect(SessionPerson.name(actor: actor, localUser: "jo") == person)
    }

    @Test func whatASessionWritesSaysWhoSatThere() async throws {
        let journal = MemoryJournal()
        let scoped = ScopedJournal(journal, scope: JournalScope(region: "eu-west-1", localUser: "jo"))
        let author = IncidentDrafts.Author(actor: "arn:aws:iam::123456789012:user/oncall", time: Fixtures.evening)
        _ = try await scoped.append(IncidentDrafts.role("INC-1", .commander, person: "mia", by: author))
        _ = try await scoped.append(EventDraft(time: Fixtures.evening, actor: author.actor, kind: .reconciled))
        #expect(journal.events.map { $0.draft.details["sessionPerson"] } == ["jo", nil])
        #expect(journal.events.first?.draft.details["person"] == "mia", "the role's person is another matter")
        _ = try await ScopedJournal(journal, scope: JournalScope(region: "eu-west-1")).append(Fixtures.declared())
        #expect(journal.events.last?.draft.details["sessionPerson"] == nil)
    }
}
