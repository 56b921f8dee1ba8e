import IncidentEngine
import IncidentModel
import TestSupport
import Testing

struct RecordingTests {
    private static let id = "INC-20261120-01"

    private static func author(_ seconds: Int = 0, _ actor: String = "jo") -> IncidentDrafts.Author {
        .init(actor: actor, time: Fixtures.evening + .seconds(seconds), account: Fixtures.account, region: Fixtures.region)
    }

    private static func events(_ drafts: [EventDraft]) -> [Event] { MemoryJournal(drafts).events }

    @Test func anIncidentsLife() throws {
        let incidents = IncidentReducer.reduce(
            Self.events([
                IncidentDrafts.declare(Self.id, .sev2, targets: [Fixtures.checkout], reason: "slow", by: Self.author()),
                IncidentDrafts.severity(Self.id, .sev1, reason: "all payments", by: Self.author(10)),
                IncidentDrafts.targets(Self.id, [Fixtures.checkout, Fixtures.payments], by: Self.author(20)),
                IncidentDrafts.acknowledge(Self.id, by: Self.author(30, "al")),
                IncidentDrafts.acknowledge(Self.id, by: Self.author(31, "bo")),
                IncidentDrafts.note(Self.id, text: "freeze deploys", by: Self.author(40)),
                IncidentDrafts.note(nil, text: "elsewhere", by: Self.author(41)),
                IncidentDrafts.resolve(Self.id, text: "back on v6", by: Self.author(50)),
                IncidentDrafts.close(Self.id, by: Self.author(60)),
            ]))
        let incident = try #require(incidents.first)
        #expect(incidents.count == 1)
        #expect(incident.severity == .sev1)
        #expect(incident.declaredBy == "jo")
        #expect(incident.reason == "slow")
        #expect(incident.targets == [Fixtures.checkout, Fixtures.payments])
        #expect(incident.acknowledgedBy == "al")
        #expect(incident.notes.map(\.text.text) == ["freeze deploys", "back on v6"])
        #expect(incident.resolvedAt == Fixtures.evening + .seconds(50))
        #expect(incident.closedAt == Fixtures.evening + .seconds(60))
        #expect(!incident.isOpen)
        #expect(incident.events.count == 8)
    }

    @Test func twoDeclarationsAtOnceAreOneIncidentOfTheWorseSeverity() throws {
        let incidents = IncidentReducer.reduce(
            Self.events([
                IncidentDrafts.declare(Self.id, .sev2, targets: [Fixtures.checkout], reason: "a", by: Self.author()),
                IncidentDrafts.declare(Self.id, .sev1, targets: [Fixtures.payments], reason: "b", by: Self.author(1, "al")),
            ]))
        #expect(incidents.map(\.severity) == [.sev1])
        #expect(incidents.first?.targets == [Fixtures.checkout, Fixtures.payments])
    }

    @Test func eventsThatDoNotFitChangeNothing() {
        var broken = IncidentDrafts.severity(Self.id, .sev1, reason: "", by: Self.author())
        broken.details["severity"] = .string("worst")
        let incidents = IncidentReducer.reduce(
            Self.events([
                IncidentDrafts.resolve("INC-unknown", text: "", by: Self.author()),
                IncidentDrafts.declare(Self.id, .sev3, targets: [], reason: "", by: Self.author()), broken,
            ]))
        #expect(incidents.map(\.severity) == [.sev3])
    }

    @Test func idsCountWithinTheDay() {
        let day = Incident(id: "INC-20261120-07", severity: .sev1, declaredAt: Fixtures.evening, declaredBy: "jo")
        let before = Incident(id: "INC-20261119-99", severity: .sev1, declaredAt: Fixtures.evening, declaredBy: "jo")
        #expect(IncidentDrafts.nextID(existing: [], at: Fixtures.evening) == "INC-20261120-01")
        #expect(IncidentDrafts.nextID(existing: [before, day], at: Fixtures.evening) == "INC-20261120-08")
    }

    // MARK: - The timeline

    @Test func theTimelineJoinsJournalAlarmsAndVersions() throws {
        let builder = PictureBuilder.badCanary()
        var move = PlannerTests.event(2, "rollback", Routing(pointer: "6", weights: ["7": 0.2]), Routing(pointer: "6"), .verified)
        move.draft.actor = Fixtures.actor
        let declared = Self.events([
            IncidentDrafts.declare(Self.id, .sev1, targets: [], reason: "payments", by: Self.author(-120))
        ])
        let entries = TimelineBuilder.entries(events: declared + [move], picture: builder.picture, seen: [])
        #expect(entries == entries.sorted { $0.at < $1.at })
        let texts = entries.map { "\($0.who) \($0.category) \($0.text)" }
        #expect(texts.contains("oncall/jo action rollback checkout:prod  v6 80 % v7 20 % → v6 100 %  verified"))
        #expect(texts.contains("jo severity SEV-1 declared  payments"))
        #expect(texts.contains("AWS alarm checkout-prod-error-rate OK → ALARM"))
        #expect(texts.contains("AWS version checkout v7 published"))
        #expect(entries.first { $0.category == .alarm }?.target == Fixtures.checkout)
    }

    @Test func anAlarmsChangeThatAPollSawTooIsToldOnce() throws {
        let builder = PictureBuilder.badCanary()
        let told = try #require(
            TimelineBuilder.entries(events: [], picture: builder.picture, seen: []).first { $0.category == .alarm })
        func seen(after wait: Duration) -> TimelineEntry {
            TimelineEntry(at: told.at + wait, who: told.who, category: .alarm, text: told.text, evidence: "seen")
        }
        func lines(_ seen: TimelineEntry) -> Int {
            TimelineBuilder.entries(events: [], picture: builder.picture, seen: [seen]).count { $0.text == told.text }
        }
        #expect(lines(seen(after: .seconds(5))) == 1)
        #expect(lines(seen(after: .seconds(3600))) == 2)
    }

    private static func changed(_ from: String, after seconds: Int = 0, name: String = "checkout-prod-error-rate") -> EventDraft {
        EventDraft(
            time: Fixtures.evening + .seconds(60), actor: "flipback", kind: .alarmChanged, incident: id,
            details: [
                "alarm": .string(name), "from": .string(from), "to": "ALARM",
                "at": JSONValue(Fixtures.evening + .seconds(seconds)),
            ])
    }

    @Test(
        arguments: [
            (["", "OK"], ["OK → ALARM"], 2), (["OK", ""], ["OK → ALARM"], 1), (["", ""], ["→ ALARM"], 1),
            (["", "OK", "", "INSUFFICIENT_DATA"], ["OK → ALARM"], 2),
        ] as [([String], [String], Int)])
    func anAlarmsChangeThatTwoConsolesWroteIsOneLine(from: [String], lines: [String], evidence: Int) {
        let events = Self.events(from.enumerated().map { Self.changed($0.element, after: $0.offset) })
        let entries = TimelineBuilder.entries(events: events, picture: FleetPicture(region: ""), seen: [])
        #expect(entries.map(\.text.text) == lines.map { "checkout-prod-error-rate \($0)" })
        #expect(entries.map(\.evidence) == ["journal \(evidence)"])
    }

    @Test func otherChangesOfAlarmsStayLinesOfTheirOwn() {
        let events = Self.events([
            Self.changed(""), Self.changed("OK", after: 6), Self.changed("OK", name: "OK → ALARM"), Self.changed("", name: "x"),
        ])
        #expect(TimelineBuilder.entries(events: events, picture: FleetPicture(region: ""), seen: []).count == 4)
    }

    @Test func whatCloudWatchKnowsOfTheFormerStateIsTold() throws {
        let builder = PictureBuilder.badCanary()
        func alarms(_ events: [Event]) -> [TimelineEntry] {
            TimelineBuilder.entries(events: events, picture: builder.picture, seen: []).filter { $0.category == .alarm }
        }
        let told = try #require(alarms([]).first)
        var draft = Self.changed("")
        draft.details["at"] = JSONValue(told.at + .seconds(2))
        let one = alarms(Self.events([draft]))
        #expect(one.map(\.text) == [told.text])
        #expect(one.first?.evidence == "CloudWatch history, journal 1")
        draft.details["from"] = "OK"
        #expect(alarms(Self.events([draft])).map(\.evidence) == ["journal 1"])
        // A change from another state is another change.
        draft.details["from"] = "INSUFFICIENT_DATA"
        #expect(alarms(Self.events([draft])).count == 2)
    }

    @Test func anActionIsOneLineWhateverItsPhases() {
        let routing = (Routing(pointer: "7"), Routing(pointer: "6"))
        var events: [Event] = []
        for (index, phase) in [ActionPhase.intent, .sent, .unknown].enumerated() {
            var event = PlannerTests.event(index + 1, "rollback", routing.0, routing.1, phase)
            event.draft.action = "ACT-1"
            events.append(event)
        }
        let entries = TimelineBuilder.entries(events: events, picture: FleetPicture(region: ""), seen: [])
        #expect(entries.count == 1)
        #expect(entries.first?.text.text.hasSuffix("OUTCOME UNKNOWN") == true)
        #expect(entries.first?.evidence == "journal 3")
    }

    @Test func anActionsOutcomeIsInEveryFormOfItsLine() throws {
        for phase in ActionPhase.allCases {
            let move = PlannerTests.event(1, "rollback", Routing(pointer: "6", weights: ["7": 0.2]), Routing(pointer: "6"), phase)
            let entry = try #require(TimelineBuilder.entries(events: [move], picture: FleetPicture(region: ""), seen: []).first)
            let briefs = entry.briefs.map(\.text)
            let outcome = try #require(briefs.last?.split(separator: "  ").first)
            #expect(
                briefs == [
                    "rollback checkout:prod  → v6 100 %  \(outcome)", "rollback checkout:prod  \(outcome)",
                    "\(outcome)  rollback checkout:prod", "\(outcome)  checkout:prod",
                ])
            #expect(entry.text.text.hasPrefix("rollback checkout:prod  v6 80 % v7 20 % → v6 100 %  \(outcome)"))
        }
    }

    @Test func aChangeSeenBetweenTwoPollsIsShownUnlessItWasOurs() {
        var old = PictureBuilder()
        old.alias(Fixtures.checkout, Routing(pointer: "7"))
        var new = old
        new.alias(Fixtures.checkout, Routing(pointer: "6"), revision: "other")
        let seen = TimelineBuilder.changes(from: old.picture, to: new.picture)
        #expect(seen.map(\.text) == ["checkout:prod  v7 100 % → v6 100 %"])
        #expect(seen.map(\.who) == ["seen"])
        #expect(TimelineBuilder.entries(events: [], picture: new.picture, seen: seen).map(\.category) == [.alias])
        let ours = PlannerTests.event(1, "rollback", Routing(pointer: "7"), Routing(pointer: "6"), .verified, ago: .seconds(3))
        #expect(TimelineBuilder.entries(events: [ours], picture: new.picture, seen: seen).map(\.category) == [.action])
        #expect(TimelineBuilder.changes(from: new.picture, to: new.picture).isEmpty)
    }
}
