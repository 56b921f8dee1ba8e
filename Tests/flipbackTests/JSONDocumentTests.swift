import IncidentEngine
import IncidentModel
import Testing

@testable import flipback

/// The documents against literal text: names, times, durations, shares and versions as CONTRACT.md has them.
struct JSONDocumentTests {
    @Test func status() {
        #expect(
            JSONDocuments.status(Sample.head, [Sample.report]).canonical == #"""
                {"account":"123456789012","fetchedAt":"2026-11-20T21:08:20.123Z","mode":"drill","region":"eu-west-1","targets":[{"ageMs":1500,"alarms":[{"name":"checkout-prod-error-rate","since":"2026-11-20T21:08:20.123Z","state":"ALARM"}],"deployment":null,"effective":[{"share":0.8,"version":"6"},{"share":0.2,"version":"7"}],"lastGood":{"evidence":"served 9 d, no alarm","version":"6"},"metrics":{"concurrency":null,"durationP95Ms":212.5,"errorRate":0.016,"invocationsPerMinute":912,"throttlesPerMinute":null},"pointer":"6","provisionedConcurrency":null,"readiness":{"findings":[{"code":"noAlarm","fix":"","severity":"warning","text":"one sentence","why":""}],"grade":"degraded","predictedMs":1000},"revisionId":"275af281-0000","target":"checkout:prod","weights":{"7":0.2}}]}
                """#)
    }

    @Test func statusWithoutKnowledgeSaysNull() {
        var report = Sample.report
        report.metrics = nil
        report.alarms = []
        report.assessment.errorRate = nil
        report.assessment.lastGood = nil
        report.alias.value.provisioned = ProvisionedConcurrency(requested: 100, allocated: 40, status: .inProgress)
        let target = JSONDocuments.status(Sample.head, [report])["targets"]?.array?.first
        #expect(target?["lastGood"] == .null)
        #expect(target?["alarms"] == [])
        #expect(target?["metrics"]?["errorRate"] == .null)
        #expect(target?["provisionedConcurrency"]?.canonical == #"{"allocated":40,"requested":100,"status":"IN_PROGRESS"}"#)
    }

    @Test func watchingIsNotAKindOfRegion() {
        #expect(JSONDocuments.mode(.watch) == "live")
        #expect(JSONDocuments.mode(.live) == "live")
    }

    @Test func plan() {
        #expect(
            JSONDocuments.plan(Sample.plan).canonical == #"""
                {"account":"123456789012","after":{"pointer":"6","weights":{}},"before":{"pointer":"6","weights":{"7":0.2}},"cannotUndo":["queued events"],"command":"rollback","confirm":null,"evidence":{"evidence":"served 9 d","version":"6"},"predictedMs":1000,"provisioned":null,"region":"eu-west-1","revisionId":"275af281-0000","steps":[{"after":"v6, no weights","before":"v6, v7 at 20 %","call":"lambda UpdateAlias","expects":"revision 275af281…"}],"stops":null,"target":"checkout:prod","warnings":["look twice"]}
                """#)
    }

    @Test func refusedPlan() {
        #expect(
            JSONDocuments.refused(.abort(Sample.target), Refusal(.nothingToAbort, "no canary is running")).canonical == #"""
                {"command":"abort","refusal":{"code":"nothingToAbort","text":"no canary is running"},"target":"checkout:prod"}
                """#)
    }

    @Test func result() {
        #expect(
            JSONDocuments.result([.acted(Sample.result(.verified))]).canonical == #"""
                {"actions":[{"after":{"pointer":"6","weights":{}},"before":{"pointer":"6","weights":{"7":0.2}},"command":"rollback","durationMs":412,"failure":null,"id":"ACT-1","journalSeq":4,"notes":[],"outcome":"verified","refusal":null,"requestIds":["r-1"],"target":"checkout:prod"}]}
                """#)
    }

    @Test func refusedResultStandsWhereItStood() {
        let outcome = TargetOutcome.refused(.abort(Sample.target), Refusal(.nothingToAbort, "x"), routing: Routing(pointer: "6"))
        let action = JSONDocuments.result([outcome])["actions"]?.array?.first
        #expect(action?["outcome"] == "refused")
        #expect(action?["before"]?.canonical == #"{"pointer":"6","weights":{}}"#)
        #expect(action?["refusal"]?.canonical == #"{"code":"nothingToAbort","text":"x"}"#)
    }

    @Test func everyOutcomeHasTheContractsWord() {
        let words = ActionOutcome.allCases.compactMap {
            JSONDocuments.result([.acted(Sample.result($0))])["actions"]?.array?.first?["outcome"]?.string
        }
        #expect(words == ["verified", "superseded", "notApplied", "refused", "unknown"])
    }

    @Test func ready() {
        let target = JSONDocuments.ready(Sample.head, [Sample.report])["targets"]?.array?.first
        #expect(
            target?.canonical == #"""
                {"lastGood":{"evidence":"served 9 d, no alarm","version":"6"},"readiness":{"findings":[{"code":"noAlarm","fix":"","severity":"warning","text":"one sentence","why":""}],"grade":"degraded","predictedMs":1000},"refusal":null,"target":"checkout:prod"}
                """#)
    }

    @Test func incident() {
        var incident = Incident(
            id: "INC-20261120-01", severity: .sev1, declaredAt: Sample.time, declaredBy: "local user jo",
            reason: "checkout is down",
            targets: [Sample.target])
        incident.notes = [.init(at: Sample.time, actor: "local user jo", text: "freeze deploys")]
        let list = JSONDocuments.incidents([incident], statistics: IncidentStatistics(incidents: [incident], events: []))
        #expect(
            list["incidents"]?.canonical == #"""
                [{"acknowledgedAt":null,"acknowledgedBy":null,"clocks":{"acknowledgeMs":null,"containMs":null,"detectMs":null,"recoverMs":null,"restoreMs":null},"closedAt":null,"commander":null,"declaredAt":"2026-11-20T21:08:20.123Z","declaredBy":"local user jo","detectedAt":"2026-11-20T21:08:20.123Z","id":"INC-20261120-01","impactStart":null,"open":true,"reason":"checkout is down","resolvedAt":null,"severity":"SEV-1","stage":"triage","targets":["checkout:prod"]}]
                """#)
        #expect(
            list["statistics"]?.canonical == #"""
                {"acknowledge":null,"changeFailureRate":null,"changes":0,"contain":null,"detect":null,"failedChanges":0,"open":1,"past":0,"recover":null,"restore":null,"restoreAfterChange":null}
                """#)
        let shown = JSONDocuments.incident(incident)
        #expect(shown["notes"]?.array?.first?["text"] == "freeze deploys")
        #expect(shown["events"] == [])
    }

    @Test func doctor() {
        #expect(
            JSONDocuments.doctor([.ok("clock", "agrees"), .warn("size", "60×10", fix: "make it bigger")]).canonical == #"""
                {"checks":[{"code":"clock","fix":null,"level":"ok","text":"agrees"},{"code":"size","fix":"make it bigger","level":"warn","text":"60×10"}],"level":"warn"}
                """#)
        #expect(JSONDocuments.doctor([.fail("x", "y", fix: "z")])["level"] == "fail")
    }

    @Test func failure() {
        let text = JSONDocuments.failure(.usage("add --yes")).canonical
        #expect(text == #"{"error":{"code":"usage","exitCode":2,"text":"add --yes"}}"#)
    }

    @Test func hostileTextCannotReachATerminalThroughJSON() {
        let value: JSONValue = ["name": .string("a\u{1B}[2J\u{9B}x\u{202E}y\u{7F}\u{E0041}é")]
        #expect(value.terminalSafe == #"{"name":"a\u001b[2J\u009bx\u202ey\u007f\udb40\udc41é"}"#)
    }
}
