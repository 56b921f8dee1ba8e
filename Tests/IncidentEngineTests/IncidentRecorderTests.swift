import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// Alarms and deployments come into an incident's record once, whoever looks.
struct IncidentRecorderTests {
    private static let target = Fixtures.checkout
    private static let evening = Fixtures.evening
    private static let author = IncidentDrafts.Author(actor: "flipback", time: evening)

    private static func incident(_ more: [EventDraft] = []) throws -> Incident {
        let declared = IncidentDrafts.declare(
            "INC-1", .sev1, targets: [target], reason: "", detectedAt: evening - .seconds(252),
            by: .init(actor: "jo", time: evening - .seconds(200)))
        let events = ([declared] + more).enumerated().map { Event(seq: $0.offset + 1, draft: $0.element, previous: "", hash: "") }
        return try #require(IncidentReducer.reduce(events).first)
    }

    /// `ago` → state, oldest first; the alarm's own state is the last.
    private static func picture(_ changes: [(Int, Alarm.State)], history: Bool = true) -> FleetPicture {
        var builder = PictureBuilder()
        builder.alias(target, Routing(pointer: "7"))
        let last = changes.last ?? (0, .ok)
        builder.apply(.alarms([Fixtures.alarm("a", last.1, of: target, since: evening - .seconds(last.0))]))
        if history {
            builder.apply(
                .alarmHistory(
                    changes.indices.map { index in
                        AlarmTransition(
                            alarm: "a", at: evening - .seconds(changes[index].0),
                            from: index > 0 ? changes[index - 1].1 : .ok, to: changes[index].1, reason: "why")
                    }))
        }
        return builder.picture
    }

    private static func told(_ drafts: [EventDraft]) -> [String] {
        drafts.compactMap { draft in AlarmChange(draft).map { "\($0.at.clock) \($0.from?.rawValue ?? "?")→\($0.to.rawValue)" } }
    }

    @Test("the firing that came before the declaration is told, older ones are not")
    func fromTheFiringOn() throws {
        let picture = Self.picture([(9000, .alarm), (8000, .ok), (252, .alarm), (100, .ok)])
        let drafts = IncidentRecorder.drafts(incident: try Self.incident(), picture: picture, author: Self.author)
        #expect(Self.told(drafts) == ["21:05:31Z OK→ALARM", "21:08:03Z ALARM→OK"])
        #expect(drafts.allSatisfy { $0.incident == "INC-1" && $0.target == Self.target && $0.details["text"] == "why" })
        #expect(IncidentRecorder.drafts(incident: try Self.incident(drafts), picture: picture, author: Self.author).isEmpty)
    }

    @Test("an alarm that has fired for hours is told, though long before the declaration")
    func firingForHours() throws {
        let drafts = IncidentRecorder.drafts(
            incident: try Self.incident(), picture: Self.picture([(9000, .alarm)]), author: Self.author)
        #expect(Self.told(drafts) == ["18:39:43Z OK→ALARM"])
    }

    @Test("without history the list of alarms tells, and the history that comes later is the same change")
    func withoutHistory() throws {
        let drafts = IncidentRecorder.drafts(
            incident: try Self.incident(), picture: Self.picture([(252, .alarm)], history: false), author: Self.author)
        #expect(Self.told(drafts) == ["21:05:31Z ?→ALARM"])
        let incident = try Self.incident(drafts)
        // A moment later by the history's clock.
        #expect(
            IncidentRecorder.drafts(incident: incident, picture: Self.picture([(250, .alarm)]), author: Self.author).isEmpty)
        let recovered = IncidentRecorder.drafts(
            incident: incident, picture: Self.picture([(60, .ok)], history: false), author: Self.author)
        #expect(Self.told(recovered) == ["21:08:43Z ALARM→OK"])
    }

    @Test("two consoles that wrote the same change, even late, change no clock")
    func duplicatesAreHarmless() throws {
        let picture = Self.picture([(252, .alarm), (100, .ok)])
        let drafts = IncidentRecorder.drafts(incident: try Self.incident(), picture: picture, author: Self.author)
        let once = IncidentClocks.of(try Self.incident(drafts))
        #expect(once.restore == .seconds(152))
        #expect(IncidentClocks.of(try Self.incident(drafts + drafts)) == once)
        #expect(IncidentClocks.of(try Self.incident([drafts[1], drafts[0], drafts[0]])) == once)
        #expect(try Self.incident(drafts + drafts).alarmChanges.count == 2)
    }

    @Test("after the resolution the OK that was waited for, and nothing else; closed is closed")
    func afterTheEnd() throws {
        let fired = IncidentRecorder.drafts(
            incident: try Self.incident(), picture: Self.picture([(252, .alarm)]), author: Self.author)
        let resolved =
            fired + [IncidentDrafts.resolve("INC-1", text: "", by: .init(actor: "jo", time: Self.evening - .seconds(90)))]
        let later = Self.picture([(252, .alarm), (80, .ok), (40, .alarm), (20, .ok)])
        let drafts = IncidentRecorder.drafts(incident: try Self.incident(resolved), picture: later, author: Self.author)
        #expect(Self.told(drafts) == ["21:08:23Z ALARM→OK"])
        #expect(
            IncidentRecorder.drafts(incident: try Self.incident(resolved + drafts), picture: later, author: Self.author).isEmpty)
        let closed = resolved + [IncidentDrafts.close("INC-1", by: .init(actor: "jo", time: Self.evening))]
        #expect(IncidentRecorder.drafts(incident: try Self.incident(closed), picture: later, author: Self.author).isEmpty)
    }

    @Test func anotherTargetsAlarmIsNotTold() throws {
        var builder = PictureBuilder()
        builder.alias(Fixtures.payments, Routing(pointer: "3"))
        builder.apply(.alarms([Fixtures.alarm("p", .alarm, of: Fixtures.payments, since: Self.evening)]))
        #expect(IncidentRecorder.drafts(incident: try Self.incident(), picture: builder.picture, author: Self.author).isEmpty)
    }

    @Test("a deployment that ended is told once, the release before the incident among them")
    func deployments() throws {
        func deployment(_ id: String, _ status: Deployment.Status, ago: Int) -> Deployment {
            Deployment(
                id: id, application: "a", group: "g", status: status, target: Self.target, currentVersion: "6",
                targetVersion: "7", createdAt: Self.evening - .seconds(9000),
                completedAt: status.isRunning ? nil : Self.evening - .seconds(ago), rollbackID: "d-9", errorCode: "ALARM_ACTIVE",
                errorMessage: "the alarm")
        }
        var builder = PictureBuilder()
        builder.alias(Self.target, Routing(pointer: "7"))
        builder.apply(
            .deployments([
                deployment("d-old", .succeeded, ago: 5000), deployment("d-release", .succeeded, ago: 900),
                deployment("d-now", .stopped, ago: 30), deployment("d-running", .inProgress, ago: 0),
            ]))
        let drafts = IncidentRecorder.drafts(incident: try Self.incident(), picture: builder.picture, author: Self.author)
        #expect(drafts.map { $0.details["deployment"]?.string } == ["d-release", "d-now"])
        #expect(drafts[1].details["rolledBack"] == true)
        #expect(EventWords.line(drafts[1])?.words == "d-now ended: Stopped  the alarm")
        #expect(
            IncidentRecorder.drafts(incident: try Self.incident(drafts), picture: builder.picture, author: Self.author).isEmpty)
    }
}
