import AWSGateway
import HTTPTransport
import IncidentEngine
import IncidentModel
import TestSupport
import Testing

@testable import Notices

struct JiraTests {
    private static let base = "https://acme.atlassian.net/rest/api/3"
    private let settings = JiraSettings(
        url: "https://acme.atlassian.net", authorization: Secret("Basic am86dA=="), project: "OPS", issueType: "Incident",
        priorities: [.sev1: "Highest"])
    private let nothing = Sample.reply(200, #"{"issues":[],"isLast":true}"#)
    private let found = Sample.reply(200, #"{"issues":[{"id":"1","key":"OPS-7","fields":{"labels":["INC-20261120-01"]}}]}"#)
    private let created = Sample.reply(201, #"{"id":"1","key":"OPS-7","self":"https://acme.atlassian.net/x"}"#)
    private let noComments = Sample.reply(200, #"{"comments":[],"total":0}"#)
    private let open = Sample.reply(200, #"{"fields":{"status":{"statusCategory":{"key":"indeterminate"}}}}"#)
    private let ways = Sample.reply(
        200,
        #"{"transitions":[{"id":"11","name":"Start","to":{"statusCategory":{"key":"indeterminate"}}},{"id":"31","name":"Close","to":{"name":"Closed","statusCategory":{"key":"done"}}}]}"#
    )

    private func play(
        _ message: NoticeMessage, reference: String? = nil, settings: JiraSettings? = nil, _ replies: [HTTPResponse]
    )
        -> Played
    {
        Played(JiraCourse(message, settings ?? self.settings, reference: reference, now: Fixtures.evening), replies)
    }

    @Test func aTicketIsLookedForBeforeItIsMade() throws {
        let played = play(Sample.message(Sample.declared()), [nothing, created])
        #expect(played.lines == ["POST \(Self.base)/search/jql", "POST \(Self.base)/issue"])
        #expect(played.end == .delivered(reference: "OPS-7"))
        #expect(played.sent.allSatisfy { $0.header("Authorization") == "Basic am86dA==" && $0.policy == .fresh })
        let search = try #require(played.sent[0].json)
        #expect(search.at("jql")?.string == #"project = "OPS" AND labels = "INC-20261120-01" ORDER BY created ASC"#)
        let fields = try #require(played.sent[1].json?.at("fields"))
        #expect(fields.at("project.key")?.string == "OPS")
        #expect(fields.at("issuetype.name")?.string == "Incident")
        #expect(fields.at("summary")?.string == "SEV-1 INC-20261120-01: canary fails")
        #expect(fields.at("priority.name")?.string == "Highest")
        #expect(
            fields.at("labels")?.array?.compactMap(\.string) == ["INC-20261120-01", "flipback", "sev1", "sev1_20261120"])
        #expect(fields.at("description.type")?.string == "doc")
        #expect(fields.at("description.version")?.number == 1)
        #expect(fields.at("description.content.0.type")?.string == "paragraph")
        #expect(fields.at("description.content.0.content.0.type")?.string == "text")
        #expect(fields.at("description.content.0.content.0.text")?.string == "SEV-1 INC-20261120-01 opened: canary fails")
    }

    /// The reply to an earlier attempt was lost after the ticket was made.
    @Test func aTicketThatIsThereIsNotMadeAgain() {
        let played = play(Sample.message(Sample.declared()), [found])
        #expect(played.lines == ["POST \(Self.base)/search/jql"])
        #expect(played.end == .delivered(reference: "OPS-7"))
    }

    @Test func anActionItemsTicketIsNotTakenForTheIncidents() {
        let other = Sample.reply(
            200, #"{"issues":[{"key":"OPS-9","fields":{"labels":["INC-20261120-01","flipback-action-item"]}}]}"#)
        #expect(play(Sample.message(Sample.declared()), [other, created]).end == .delivered(reference: "OPS-7"))
    }

    @Test func anUpdateIsACommentWithTheNoticesKey() throws {
        let message = Sample.message(Sample.declared(), Sample.moved())
        let played = play(message, reference: "OPS-7", [noComments, Sample.reply(201, #"{"id":"5"}"#)])
        #expect(
            played.lines == [
                "GET \(Self.base)/issue/OPS-7/comment?orderBy=-created&maxResults=100", "POST \(Self.base)/issue/OPS-7/comment",
            ])
        #expect(played.end == .delivered(reference: "OPS-7"))
        let body = try #require(played.sent[1].json?.at("body"))
        #expect(body.at("type")?.string == "doc")
        #expect(
            body.at("content.0.content.0.text")?.string
                == "rollback of checkout:prod verified: now v6 100 % (INC-20261120-01)")
        #expect(body.canonical.contains("flipback notice INC-20261120-01/42/oncall"))
        #expect(body.canonical.contains("42:\(Sample.hash(42))"))
    }

    @Test func aCommentThatIsThereIsNotMadeAgain() throws {
        let message = Sample.message(Sample.declared(), Sample.moved())
        let first = play(message, reference: "OPS-7", [noComments, Sample.reply(201, "{}")])
        let body = try #require(first.sent[1].json?.at("body"))
        let there = Sample.reply(200, JSONValue.object(["comments": [["body": body]]]).canonical)
        let again = play(message, reference: "OPS-7", [there])
        #expect(again.sent.count == 1)
        #expect(again.end == .delivered(reference: "OPS-7"))
    }

    @Test func anUpdateWithoutATicketMakesOne() {
        let message = Sample.message(Sample.declared(), Sample.moved())
        let played = play(message, [nothing, created, noComments, Sample.reply(201, "{}")])
        #expect(
            played.lines.map { $0.split(separator: "/").last } == [
                "jql", "issue", "comment?orderBy=-created&maxResults=100", "comment",
            ])
        #expect(played.sent[1].json?.at("fields.summary")?.string == "SEV-1 INC-20261120-01: canary fails")
    }

    @Test func aTicketThatWasDeletedIsLookedForAgain() {
        let message = Sample.message(Sample.declared(), Sample.moved())
        let gone = Sample.reply(404, #"{"errorMessages":["Issue does not exist"],"errors":{}}"#)
        let played = play(message, reference: "OPS-3", [gone, found, noComments, Sample.reply(201, "{}")])
        #expect(played.sent.count == 4)
        #expect(played.end == .delivered(reference: "OPS-7"))
    }

    @Test func resolvingReadsTheTransitionsFirst() {
        let message = Sample.message(Sample.declared(), IncidentDrafts.resolve(Sample.id, text: "ok", by: Sample.author(9)))
        let played = play(
            message, reference: "OPS-7", [open, noComments, Sample.reply(201, "{}"), ways, Sample.reply(204)])
        #expect(
            played.lines == [
                "GET \(Self.base)/issue/OPS-7?fields=status",
                "GET \(Self.base)/issue/OPS-7/comment?orderBy=-created&maxResults=100", "POST \(Self.base)/issue/OPS-7/comment",
                "GET \(Self.base)/issue/OPS-7/transitions", "POST \(Self.base)/issue/OPS-7/transitions",
            ])
        #expect(played.sent.last?.json == ["transition": ["id": "31"]])
        #expect(played.end == .delivered(reference: "OPS-7"))
    }

    @Test func aNamedTransitionAndAResolutionAreUsed() {
        var settings = settings
        settings.done = "start"
        settings.resolution = "Fixed"
        let message = Sample.message(Sample.declared(), IncidentDrafts.resolve(Sample.id, text: "", by: Sample.author(9)))
        let played = play(
            message, reference: "OPS-7", settings: settings, [open, noComments, Sample.reply(201, "{}"), ways, Sample.reply(204)])
        #expect(played.sent.last?.json == ["transition": ["id": "11"], "fields": ["resolution": ["name": "Fixed"]]])
    }

    @Test func aTicketThatIsDoneIsNotMoved() {
        let done = Sample.reply(200, #"{"fields":{"status":{"statusCategory":{"key":"done"}}}}"#)
        let message = Sample.message(Sample.declared(), IncidentDrafts.resolve(Sample.id, text: "", by: Sample.author(9)))
        let played = play(message, reference: "OPS-7", [done, noComments, Sample.reply(201, "{}")])
        #expect(played.sent.count == 3)
        #expect(played.end == .delivered(reference: "OPS-7"))
    }

    @Test func aWorkflowWithoutAWayIsToldWithWhatItOffers() {
        let message = Sample.message(Sample.declared(), IncidentDrafts.resolve(Sample.id, text: "", by: Sample.author(9)))
        let stuck = Sample.reply(200, #"{"transitions":[{"id":"11","name":"Start","to":{"statusCategory":{"key":"new"}}}]}"#)
        guard case .dead(let why) = play(message, reference: "OPS-7", [open, noComments, Sample.reply(201, "{}"), stuck]).end
        else {
            Issue.record("not dead")
            return
        }
        #expect(why.text.contains("OPS-7 offers no transition to a done status (it offers: Start)"))
    }

    @Test func anActionItemIsATicketOfItsOwn() throws {
        let message = Sample.message(
            Sample.declared(),
            IncidentDrafts.note(Sample.id, text: "alarm on v7 errors", mark: .actionItem, by: Sample.author(30)))
        let played = play(message, reference: "OPS-7", [nothing, created])
        #expect(played.sent[0].json?.at("jql")?.string?.contains(#"labels = "INC-20261120-01-item-42""#) == true)
        let fields = try #require(played.sent[1].json?.at("fields"))
        #expect(fields.at("summary")?.string == "Action item of INC-20261120-01: alarm on v7 errors")
        #expect(fields.at("issuetype.name")?.string == "Task")
        let labels = fields.at("labels")?.array?.compactMap(\.string) ?? []
        #expect(Set(labels).isSuperset(of: ["INC-20261120-01", "INC-20261120-01-item-42", "flipback-action-item"]))
        // It is not what later notices of the incident belong to.
        #expect(played.end == .delivered(reference: nil))
    }

    @Test func hostileTextStaysText() throws {
        let message = Sample.message(Sample.declared(reason: #"{"type":"mention"} [x|javascript:1] "quoted""#))
        let fields = try #require(play(message, [nothing, created]).sent[1].json?.at("fields"))
        let first = fields.at("description.content.0.content")?.array
        #expect(first?.count == 1)
        #expect(first?[0]["type"]?.string == "text")
        let long = Sample.message(Sample.declared(reason: String(repeating: "x", count: 5000)))
        let summary = try #require(play(long, [nothing, created]).sent[1].json?.at("fields.summary")?.string)
        #expect(summary.utf16.count == 255)
    }

    @Test func whatJiraComplainsOfIsTold() {
        let message = Sample.message(Sample.declared())
        let bad = Sample.reply(400, #"{"errorMessages":[],"errors":{"priority":"Field 'priority' cannot be set."}}"#)
        #expect(
            play(message, [nothing, bad]).end
                == .dead("Jira, creating the ticket: 400: priority: Field 'priority' cannot be set."))
        #expect(
            play(message, [nothing, Sample.reply(429, "", [("Retry-After", "7")])]).end
                == .retry("Jira, creating the ticket: 429", after: .seconds(7)))
        guard case .retry(let why, nil) = play(message, [Sample.reply(200, "<html>")]).end else {
            Issue.record("not retried")
            return
        }
        #expect(why.text.contains("the reply makes no sense"))
    }
}
