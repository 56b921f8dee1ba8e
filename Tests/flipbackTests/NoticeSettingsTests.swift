import AWSGateway
import Foundation
import IncidentEngine
import IncidentModel
import Notices
import Testing

@testable import flipback

struct NoticeSettingsTests {
    private func parse(_ text: String) throws -> NoticeSettings {
        try SettingsText.parse(text).notices
    }

    private static let whole = """
        notices:
          drills: true
          receivers:
            oncall: {type: pagerduty, routing-key: "env:PD_KEY", url: "https://events.eu.pagerduty.com/"}
            topic: {type: sns, topic: "arn:aws:sns:eu-west-1:123456789012:releases"}
            channel: {type: slack, url: "file:/home/jo/slack", arns: false}
            tickets: {type: jira, url: "https://acme.atlassian.net", user: jo, token: "env:T", project: OPS, issue-type: Incident,
                      action-item-type: Task, done: Done, resolution: Fixed, priorities: {SEV-1: Highest, 2: High}}
            desk: {type: servicenow, url: "https://acme.service-now.com", user: jo, password: "hunter2hunter2", close-code: X, caller: c}
            hook: {type: webhook, url: "http://127.0.0.1:9/x", secret: "env:H"}
        """

    @Test func everyReceiverIsRead() throws {
        let settings = try parse(Self.whole)
        #expect(settings.drills)
        #expect(settings.receivers.map(\.name) == ["oncall", "topic", "channel", "tickets", "desk", "hook"])
        #expect(settings.receivers.map(\.kind) == [.pagerDuty, .sns, .slack, .jira, .serviceNow, .webhook])
        #expect(settings.receivers[0].secrets["routing-key"] == .environment("PD_KEY", line: 4))
        #expect(settings.receivers[0].values["url"] == "https://events.eu.pagerduty.com")
        #expect(settings.receivers[2].secrets["url"] == .file("/home/jo/slack", line: 6))
        #expect(!settings.receivers[2].showsARNs && settings.receivers[0].showsARNs)
        #expect(settings.receivers[3].priorities == [1: "Highest", 2: "High"])
        #expect(settings.inlineSecretLine == 9)
        #expect(
            settings.routes
                == NoticeRoutes(receivers: settings.receivers.map { .init(name: $0.name, kind: $0.kind) }, drills: true))
    }

    @Test func aSecretIsNeverPrinted() throws {
        let settings = try parse(Self.whole)
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!"\(settings)".contains("hunter2") && !"\(settings.receivers)".contains("hunter2") && !dumped.contains("hunter2"))
    }

    @Test(arguments: [
        ("a: {}", "/c.yaml:3: notices.receivers.a needs a type: pagerduty, sns, slack, jira, servicenow, webhook"),
        (
            "a: {type: pager}",
            "/c.yaml:3: notices.receivers.a.type must be one of pagerduty, sns, slack, jira, servicenow, webhook, not 'pager'"
        ),
        ("a: {type: pagerduty}", "/c.yaml:3: notices.receivers.a needs routing-key, for example env:NAME"),
        (
            "a: {type: slack, url: 'file:relative'}",
            "/c.yaml:3: notices.receivers.a.url must be env:NAME, file:/ABSOLUTE/PATH, or the secret itself in a file with mode 0600"
        ),
        (
            "a: {type: jira, url: 'http://example.com', user: u, project: P, token: 'env:T'}",
            "/c.yaml:3: notices.receivers.a.url must be https://… (or http:// to this machine alone), not 'http://example.com'"
        ),
        (
            "a: {type: sns, topic: releases}",
            "/c.yaml:3: notices.receivers.a.topic must be a topic's ARN, arn:aws:sns:REGION:ACCOUNT:NAME, not 'releases'"
        ),
        (
            "a: {type: servicenow, url: 'https://x.example', user: u}",
            "/c.yaml:3: notices.receivers.a needs either user and password, or api-key"
        ),
        ("A b: {type: slack}", "/c.yaml:3: 'A b' is no name for a receiver; use up to 32 lower-case letters, digits and -"),
        (
            "a: {type: sns, topic: 'arn:aws:sns:r:123456789012:t', secrets: 1}",
            "/c.yaml:3: unknown key 'secrets' in notices.receivers.a; known are type, arns, topic"
        ),
    ])
    func whatIsWrongIsToldWithItsLine(_ text: String, _ problem: String) {
        #expect(SettingsText.problems("notices:\n  receivers:\n    \(text)") == [problem])
    }

    @Test(arguments: [
        ("http://localhost:1/x", true), ("http://127.0.0.1/", true), ("http://[::1]:4/", true), ("https://a", true),
        ("http://localhost.evil/", false), ("http://127.0.0.1.evil/", false), ("ftp://x", false), ("https://", false),
        ("https://a b", false), ("http://127.0.0.1@evil/", false),
    ])
    func urls(_ text: String, _ allowed: Bool) { #expect(ReceiverURL.isAllowed(text) == allowed) }

    private static func environment(_ variables: [String: String]) -> ProcessEnvironment {
        ProcessEnvironment(
            variables: variables, home: "/home/jo", user: "jo", inputIsTerminal: false, outputIsTerminal: false,
            errorIsTerminal: false)
    }

    @Test func secretsAreLookedUpWhereTheyAre() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "flipback-secrets-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "secret").path
        try Data("s3cret-of-a-file\nrest".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let lookup = SecretLookup(environment: Self.environment(["KEY": "s3cret-of-env"]), settingsPath: "/c.yaml")
        #expect(try lookup.value(.environment("KEY", line: 4)).reveal() == "s3cret-of-env")
        #expect(try lookup.value(.file(path, line: 4)).reveal() == "s3cret-of-a-file")
        #expect(try lookup.value(.inline(.init(value: "x"), line: 4)).reveal() == "x")
        #expect(throws: Failure(.usage, code: "settings", "/c.yaml:4: the environment variable NONE is not set")) {
            _ = try lookup.value(.environment("NONE", line: 4))
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        #expect(throws: Failure.self) { _ = try lookup.value(.file(path, line: 4)) }
        #expect(throws: Failure.self) { _ = try lookup.value(.file(path + "-none", line: 4)) }
    }

    @Test func aReceiverThatCannotBeUsedIsNamedAndTheOthersGoOn() throws {
        var settings = Settings()
        settings.notices = try parse(Self.whole)
        settings.path = "/c.yaml"
        let choices = Choices(
            flags: .init(), settings: settings,
            environment: Self.environment(["PD_KEY": "too-short", "T": "token", "H": "secret"]))
        let receivers = Receivers(choices)
        #expect(receivers.ready.map(\.name) == ["topic", "tickets", "desk", "hook"])
        #expect(receivers.problems.map(\.name) == ["oncall", "channel"])
        #expect(receivers.problems[0].failure.text.hasPrefix("/c.yaml:4: oncall: routing-key must have 32 characters"))
    }

    // MARK: - What is told of them

    private static func notice(_ state: OutboxNotice.State, failure: DisplayText? = nil, test: Bool = false) -> OutboxNotice {
        let event = Event(
            seq: 41, draft: EventDraft(time: Sample.time, actor: "jo", kind: .incidentDeclared, incident: "INC-1"), previous: "",
            hash: "aa")
        return OutboxNotice(
            id: 3, draft: NoticeDraft(receiver: "oncall", key: "INC-1/41/oncall", isTest: test), event: event, state: state,
            attempts: failure == nil ? 0 : 2, due: Sample.time, failure: failure,
            deliveredAt: state == .delivered ? Sample.time : nil, reference: state == .delivered ? "REF\u{1B}-1" : nil)
    }

    @Test func theListIsHarmlessAndSaysWhy() {
        let lines = Words.notices(
            [Self.notice(.delivered), Self.notice(.dead, failure: "400: no"), Self.notice(.pending, failure: "503")],
            receivers: ["oncall"])
        #expect(lines.count == 4)
        #expect(lines[1].hasSuffix(#"REF\x1B-1"#))
        #expect(lines[2].hasSuffix("400: no"))
        #expect(lines[3].hasSuffix("again at \(Sample.time.rfc3339): 503"))
        #expect(
            Words.notices([Self.notice(.pending)], receivers: [])[1].hasSuffix("these settings have no receiver of that name"))
        #expect(Words.notices([], receivers: []) == ["no notice is on record"])
    }

    @Test func doctorSaysWhatIsNotTold() {
        let receiver = NoticeSettings.Receiver(name: "oncall", kind: .pagerDuty, line: 4)
        func check(_ notices: [OutboxNotice], problem: Failure? = nil) -> DoctorCheck {
            DoctorNotices.check(receiver, problem: problem, notices: notices)
        }
        #expect(check([]) == .ok("notices", "oncall (pagerduty): never told anything"))
        #expect(check([Self.notice(.delivered)]).text.hasSuffix("last told something at \(Sample.time.rfc3339)"))
        #expect(check([Self.notice(.dead, failure: "400: no")]).level == .warn)
        #expect(check([Self.notice(.dead, failure: "400: no", test: true)]).level == .ok)
        #expect(check([Self.notice(.pending, failure: "503")]).text.contains("1 late: 503"))
        #expect(check([], problem: .usage("no key")).level == .fail)
    }
}
