import IncidentModel
import Testing

@testable import flipback

struct SeveritySettingsTests {
    @Test func silenceIsTheFirstSourcesMatrix() throws {
        let settings = try SettingsText.parse("theme: night\n")
        #expect(settings.severity == .shipped)
        #expect(settings.detection == DetectionRules())
        #expect(settings.severity.severities == [.sev1, .sev2, .sev3])
    }

    @Test func aTeamChangesWhatItNames() throws {
        let settings = try SettingsText.parse(
            """
            severity:
              count: 5
              levels:
                1:
                  when: {failing: 40, throttled: 30 %, fleet: no, targets: 5, blind-alarm: false}
                2:
                  action: page the second line
                  when: {alarms: [errors, latency], regions: 3}
                4: {meaning: an annoyance, action: a ticket, when: {version-failing: 0.5%, failed-deployment: true}}
                5: {meaning: nothing urgent}
            detection:
              failing: {share: 2.5, minutes: 3}
              throttled: no
              latch: 10
              flapping: {changes: 6, minutes: 20}
            """)
        let levels = settings.severity.levels
        #expect(settings.severity.severities == Severity.allCases)
        #expect(levels[0].impact == .init(failing: 0.4, failingUnderAlarm: 0.05, throttled: 0.3, targets: 5))
        #expect(levels[0].meaning == SeverityRules.shipped.levels[0].meaning)
        #expect(levels[1].action == "page the second line")
        #expect(levels[1].impact.alarms == [.errors, .latency])
        #expect(levels[1].impact.regions == 3)
        #expect(levels[2] == SeverityRules.shipped.levels[2])
        #expect(levels[3].impact == .init(versionFailing: 0.005, failedDeployment: true))
        #expect(levels[4].meaning == "nothing urgent")
        #expect(
            settings.detection
                == DetectionRules(
                    failing: .init(share: 0.025, minutes: 3, requests: 30), throttled: nil, latch: .seconds(600),
                    flappingChanges: 6, flappingWindow: .seconds(1200)))
    }

    @Test func aScaleMayBeShorter() throws {
        #expect(try SettingsText.parse("severity: {count: 2}\n").severity.severities == [.sev1, .sev2])
    }

    @Test(arguments: [
        ("severity:\n  count: 6\n", "/c.yaml:2: severity.count must be a whole number from 1 to 5"),
        ("severity:\n  count: 4\n", "/c.yaml:2: SEV-4 needs a meaning: severity.levels.4.meaning"),
        ("severity:\n  levels:\n    4: {action: x}\n", "/c.yaml:3: SEV-4 needs a meaning"),
        ("severity:\n  levels:\n    0: {action: x}\n", "/c.yaml:3: '0' is no severity"),
        ("severity:\n  count: 2\n  levels:\n    3: {action: x}\n", "/c.yaml:4: severity.levels has SEV-3, but there are 2"),
        (
            "severity:\n  levels:\n    1: {when: {failling: 5}}\n",
            "/c.yaml:3: unknown key 'failling' in severity.levels.1.when; did you mean 'failing'?"
        ),
        (
            "severity:\n  levels:\n    1:\n      when:\n        failing: 140\n",
            "/c.yaml:5: severity.levels.1.when.failing must be a percentage"
        ),
        ("severity:\n  levels:\n    1: {when: {alarms: [eror]}}\n", "/c.yaml:3: severity.levels.1.when.alarms may have errors"),
        (
            "severity:\n  levels:\n    1: {when: {blind-alarm: perhaps}}\n",
            "/c.yaml:3: severity.levels.1.when.blind-alarm must be true"
        ),
        (
            "severity:\n  levels:\n    1: {when: {regions: 1}}\n",
            "/c.yaml:3: severity.levels.1.when.regions must be a whole number from 2"
        ),
        ("severity: high\n", "/c.yaml:1: severity must be a list of"),
        ("detection:\n  failing: {minutes: 0}\n", "/c.yaml:2: detection.failing.minutes must be a whole number from 1 to 60"),
        ("detection:\n  failing: {requests: no}\n", ""),
        ("detection:\n  latch: 0\n", "/c.yaml:2: detection.latch (minutes) must be a whole number from 1 to 1440"),
        ("detection:\n  flapping: {changes: 1}\n", "/c.yaml:2: detection.flapping.changes must be a whole number from 2"),
        ("detection:\n  flaping: {changes: 4}\n", "/c.yaml:2: unknown key 'flaping' in detection; did you mean 'flapping'?"),
    ])
    func problemsNameTheLine(text: String, start: String) {
        let found = SettingsText.problems(text)
        if start.isEmpty { return #expect(found.isEmpty) }
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix(start) == true, "\(found)")
    }

    @Test func aTimeOfDayIsTheLastOne() throws {
        let now = Sample.time
        #expect(try Arguments.moment("2026-11-20T20:00:00Z", now: now).rfc3339 == "2026-11-20T20:00:00.000Z")
        #expect(try Arguments.moment("21:05", now: now).rfc3339 == "2026-11-20T21:05:00.000Z")
        #expect(try Arguments.moment("21:05:10Z", now: now).rfc3339 == "2026-11-20T21:05:10.000Z")
        #expect(try Arguments.moment("23:10", now: now).rfc3339 == "2026-11-19T23:10:00.000Z")
        for wrong in ["25:00", "21", "21:5", "a:b", "", ":", "21:05:10:11"] {
            #expect(throws: (any Error).self, "\(wrong)") { try Arguments.moment(wrong, now: now) }
        }
    }
}
