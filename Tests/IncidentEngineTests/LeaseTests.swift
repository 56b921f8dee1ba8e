import IncidentEngine
import IncidentModel
import Testing

/// The commander's lease: the journal's order decides.
struct LeaseTests {
    private static let start = Timestamp(milliseconds: 1_763_672_400_000)

    private static func draft(
        _ person: String, _ manner: RoleAssignment.Manner = .assigned, from: String? = nil, by actor: String,
        role: IncidentRole = .commander
    ) -> EventDraft {
        IncidentDrafts.role(
            "INC-1", role, person: person, manner: manner, from: from, by: .init(actor: actor, time: start))
    }

    private static func incident(_ drafts: [EventDraft]) throws -> Incident {
        let declared = IncidentDrafts.declare("INC-1", .sev1, targets: [], reason: "", by: .init(actor: "jo", time: start))
        let events = ([declared] + drafts).enumerated().map {
            Event(seq: $0.offset + 1, draft: $0.element, previous: "", hash: "")
        }
        return try #require(IncidentReducer.reduce(events).first)
    }

    @Test func ofTwoThatAssignTheFirstWins() throws {
        let made = try Self.incident([
            Self.draft("jo", by: "local user jo"), Self.draft("mia", by: "local user mia"), Self.draft("jo", by: "local user ed"),
        ])
        #expect(made.commander?.person == "jo")
        #expect(made.commander?.by == "local user jo")
        #expect(made.lapsed == [3, 4])
        #expect(made.roles.count == 1)
        #expect(EventWords.lapsed(made.events[2].draft) == "incident commander: mia  NOT SO: somebody else had it")
    }

    @Test(
        arguments: [
            // Handed over by the holder, in each form that an actor has.
            ("mia", RoleAssignment.Manner.handedOver, "jo", "local user jo", true),
            ("mia", .handedOver, nil, "arn:aws:sts::123456789012:assumed-role/oncall/jo", true),
            ("mia", .handedOver, "jo", "arn:aws:sts::123456789012:assumed-role/oncall/x (jo)", true),
            ("mia", .handedOver, "jo", "local user ed", false), ("ed", .handedOver, "jo", "local user ed", false),
            // From somebody who no longer has it.
            ("mia", .handedOver, "ann", "local user jo", false), ("mia", .takenOver, "ann", "local user mia", false),
            ("mia", .takenOver, "jo", "local user mia", true), ("mia", .takenOver, nil, "local user mia", true),
            // Given up by the holder, and by others only as a take-over.
            ("", .assigned, nil, "local user jo", true), ("", .assigned, nil, "local user mia", false),
            ("", .takenOver, "jo", "local user mia", true),
        ] as [(String, RoleAssignment.Manner, String?, String, Bool)])
    func whatEndsALease(person: String, manner: RoleAssignment.Manner, from: String?, actor: String, passes: Bool) throws {
        let made = try Self.incident([
            Self.draft("jo", by: "local user ann"), Self.draft(person, manner, from: from, by: actor),
        ])
        #expect((made.commander?.person.raw ?? "") == (passes ? person : "jo"))
        #expect(made.lapsed == (passes ? [] : [3]))
        #expect((made.roles[0].to == nil) != passes)
    }

    /// Of credentials that many use, the name at the keyboard counts.
    @Test(arguments: [("jo", true), ("ed", false)])
    func whoSatAtTheKeyboardMayHandOver(localUser: String, passes: Bool) throws {
        let shared = Self.draft("mia", .handedOver, from: "jo", by: "arn:aws:iam::123456789012:user/oncall")
        let made = try Self.incident([Self.draft("jo", by: "local user jo"), shared.naming(localUser: localUser)])
        #expect(made.commander?.person == (passes ? "mia" : "jo"))
    }

    @Test("of two that take over from the same holder the first wins")
    func twoTakeOvers() throws {
        let made = try Self.incident([
            Self.draft("jo", by: "local user jo"), Self.draft("mia", .takenOver, from: "jo", by: "local user mia"),
            Self.draft("ed", .takenOver, from: "jo", by: "local user ed"),
        ])
        #expect(made.commander?.person == "mia")
        #expect(made.lapsed == [4])
    }

    @Test func otherRolesAreNoLease() throws {
        let made = try Self.incident([
            Self.draft("jo", by: "local user ann", role: .scribe), Self.draft("mia", by: "local user ed", role: .scribe),
            Self.draft("", by: "local user ed", role: .scribe), Self.draft("", by: "local user ed", role: .scribe),
        ])
        #expect(made.holder(of: .scribe) == nil)
        #expect(made.roles.map(\.person) == ["jo", "mia"])
        #expect(made.lapsed == [5])
    }
}
