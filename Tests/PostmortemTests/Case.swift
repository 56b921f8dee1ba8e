import IncidentEngine
import IncidentModel
import Postmortem
import TestSupport

/// The first source's case (section 7) as a journal: v7 at 20 % fails, the alarm goes off, the alias is moved back, the alarm comes to rest.
struct Case {
    static let start = Timestamp(milliseconds: 1_795_208_400_000)
    static let id = "INC-20261120-01"
    static let target = Fixtures.checkout
    static let canary = Routing(pointer: "6", weights: ["7": 0.2])
    static let good = Routing(pointer: "6")
    static let end = start + .seconds(1800)

    var drafts: [EventDraft]

    static func at(_ seconds: Int) -> Timestamp { start + .seconds(seconds) }

    static func author(_ seconds: Int, _ actor: String = Fixtures.actor) -> IncidentDrafts.Author {
        .init(actor: actor, time: at(seconds), account: Fixtures.account, region: Fixtures.region)
    }

    static func draft(
        _ kind: EventDraft.Kind, _ seconds: Int, actor: String = "flipback", incident: String? = id, phase: ActionPhase? = nil,
        action: String? = nil, requests: [String] = [], reason: String? = nil, details: [String: JSONValue] = [:]
    ) -> EventDraft {
        let isMove = kind == .aliasMove
        return EventDraft(
            time: at(seconds), actor: actor, kind: kind, incident: incident, phase: phase, action: action,
            command: action == nil ? nil : "rollback", account: Fixtures.account, region: Fixtures.region, target: target,
            before: isMove ? canary : nil, after: isMove ? good : nil, requestIDs: requests, reason: reason, details: details)
    }

    static func move(_ phase: ActionPhase, _ seconds: Int, requests: [String] = [], details: [String: JSONValue] = [:])
        -> EventDraft
    {
        draft(
            .aliasMove, seconds, actor: Fixtures.actor, phase: phase, action: "ACT-1", requests: requests, reason: "canary fails",
            details: details)
    }

    static func alarm(_ from: String, _ to: String, _ seconds: Int, name: String = "checkout-prod-error-rate") -> EventDraft {
        draft(
            .alarmChanged, seconds + 5,
            details: [
                "alarm": .string(name), "from": .string(from), "to": .string(to), "at": JSONValue(at(seconds)),
                "text": "8.1 % > 5 % for 2 of 2 periods",
            ])
    }

    /// Minutes with a version that fails 8 % of a fifth of the requests, then none that fail.
    static func snapshot(_ seconds: Int) -> EventDraft {
        var metrics = TargetMetrics()
        func series(_ count: Int, _ value: (Int) -> Double?) -> MetricSeries {
            MetricSeries((0..<count).compactMap { minute in value(minute).map { .init(at: at(minute * 60), value: $0) } })
        }
        metrics.whole.invocations = series(15) { _ in 900 }
        metrics.whole.errors = series(15) { $0 >= 2 && $0 < 10 ? 90 : 1 }
        metrics.byVersion["6"] = TrafficMetrics()
        metrics.byVersion["7"] = TrafficMetrics()
        metrics.byVersion["6"]?.invocations = series(15) { $0 < 10 ? 720 : 900 }
        metrics.byVersion["6"]?.errors = series(15) { _ in 1 }
        metrics.byVersion["7"]?.invocations = series(15) { $0 < 10 ? 180 : nil }
        metrics.byVersion["7"]?.errors = series(15) { $0 >= 2 && $0 < 10 ? 89 : 0 }
        let kept = MetricSnapshot(target, metrics, occasion: .after, from: start, to: at(900))
        return kept?.draft(
            incident: id, action: "ACT-1", actor: "flipback", time: at(seconds), account: Fixtures.account,
            region: Fixtures.region)
            ?? draft(.metricSnapshot, seconds)
    }

    static var whole: Case {
        let step = Runbook.Step(id: "bridge", stage: .triage, text: "open the bridge call")
        return Case(drafts: [
            IncidentDrafts.declare(
                id, .sev2, targets: [target], reason: "canary fails", impactStart: at(120), detectedAt: at(240),
                evidence: ["checkout-prod-error-rate is in ALARM"], by: author(300)),
            alarm("OK", "ALARM", 240), IncidentDrafts.acknowledge(id, by: author(310)),
            IncidentDrafts.role(id, .commander, person: "jo", by: author(320)),
            IncidentDrafts.role(id, .commander, person: "mia", manner: .handedOver, note: "shift ends", by: author(900)),
            IncidentDrafts.severity(id, .sev1, reason: "all card payments go through checkout", by: author(330)),
            IncidentDrafts.tick(id, runbook: "sev1", step: step, isDone: true, by: author(340)),
            IncidentDrafts.note(id, text: "looks like the SDK bump", mark: .hypothesis, target: target, by: author(350)),
            IncidentDrafts.note(id, text: "freeze deploys of checkout", mark: .decision, by: author(355)),
            IncidentDrafts.note(id, text: "about 700 carts lost", mark: .customerImpact, by: author(360)),
            IncidentDrafts.link(id, url: "https://example.com/runbook?x=1", title: "runbook", by: author(365)),
            draft(
                .approvalRequested, 400, actor: Fixtures.actor, details: ["plan": "rollback checkout:prod", "rule": "two-person"]),
            draft(
                .glassBroken, 420, actor: Fixtures.actor, reason: "nobody else is awake",
                details: ["plan": "rollback checkout:prod"]),
            move(
                .intent, 600,
                details: [
                    "lastGood": "v6: 9 d 11 h, 41 M requests, 0.03 % errors", "passedOver": ["v5: served 4 h only"],
                    "warnings": ["queued events stay on v7"], "stopping": "d-4XKZ1",
                ]),
            move(.sent, 601), move(.verified, 602, requests: ["6f1c2b1e-0000-4000-8000-000000000001"]),
            draft(
                .trailProof, 1400, action: "ACT-1",
                details: ["state": "proved", "eventId": "4f1cde00-1111-4222-8333-444455556666"]),
            draft(
                .trailForeign, 1410, incident: nil,
                details: [
                    "eventId": "4f1cde00-1111-4222-8333-444455557777", "who": "arn:aws:iam::123456789012:user/ci",
                    "name": "UpdateAlias20150331",
                    "at": JSONValue(at(60)), "requestId": "r-foreign",
                ]),
            alarm("ALARM", "OK", 780), snapshot(1000), IncidentDrafts.resolve(id, text: "v7 taken back", by: author(1200)),
        ])
    }

    var events: [Event] {
        drafts.enumerated().map { index, draft in
            let hash = String(repeating: "0", count: 60) + String(index + 1).leftPadded(4)
            return Event(seq: index + 1, draft: draft, previous: "", hash: hash)
        }
    }

    var facts: PostmortemFacts? {
        IncidentReducer.reduce(events).first { $0.id == Self.id }.map { PostmortemFacts($0, journal: events, now: Self.end) }
    }
}

extension String {
    func leftPadded(_ count: Int) -> String { String(repeating: "0", count: max(0, count - self.count)) + self }
}

/// A fingerprint that a test can read.
func fingerprint(_ text: String) -> String { "n\(text.utf8.count)s\(text.utf8.reduce(0) { ($0 * 31 + Int($1)) % 1_000_003 })" }
