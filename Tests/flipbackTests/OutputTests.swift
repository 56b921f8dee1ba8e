import IncidentModel
import Testing

@testable import flipback

struct OutputTests {
    private func output(json: Bool, color: Bool = false) -> (Output, Spoken) {
        let spoken = Spoken()
        return (Output(json: json, color: color, out: { spoken.out($0) }, error: { spoken.error($0) }), spoken)
    }

    @Test func withJSONStandardOutputCarriesOneDocumentOnly() {
        let (output, spoken) = output(json: true)
        output.say(["a plan"])
        output.note("a note")
        output.document(["a": 1])
        #expect(spoken.outputs == "{\"a\":1}\n")
        #expect(spoken.errors == "a plan\na note\n")
    }

    @Test func withoutJSONThereIsNoDocument() {
        let (output, spoken) = output(json: false)
        output.say("words")
        output.document(["a": 1])
        #expect(spoken.outputs == "words\n")
    }

    @Test func aFailureIsToldOnce() {
        let (output, spoken) = output(json: true)
        output.fail(.usage("add --yes"))
        #expect(spoken.outputs == "{\"error\":{\"code\":\"usage\",\"exitCode\":2,\"text\":\"add --yes\"}}\n")
        #expect(spoken.errors == "flipback: add --yes\n")
    }

    @Test func colourSaysNothingThatWordsDoNot() {
        let (output, _) = output(json: false, color: true)
        #expect(output.paint("fail", .bad).contains("fail"))
        #expect(self.output(json: false).0.paint("fail", .bad) == "fail")
    }

    @Test func tablesAlign() {
        var table = Table([("TARGET", .left), ("ERRORS", .right), ("X", .left)])
        table.add(["checkout:prod", "8.1 %", "y"])
        table.add(["日本", "0 %", ""])
        #expect(table.lines == ["TARGET         ERRORS  X", "checkout:prod   8.1 %  y", "日本              0 %"])
    }

    @Test(arguments: [(0.2, "20 %"), (0.005, "0.5 %"), (0.081, "8.1 %"), (1, "100 %"), (0, "0 %"), (Double.nan, "? %")])
    func percent(share: Double, text: String) {
        #expect(Words.percent(share) == text)
    }

    @Test(arguments: [
        (47, "47 ms"), (4200, "4.2 s"), (42_000, "42 s"), (130_000, "2m 10s"), (11_100_000, "3h 05m"), (817_200_000, "9d 11h"),
    ])
    func duration(milliseconds: Int, text: String) {
        #expect(Words.duration(.milliseconds(milliseconds)) == text)
    }

    @Test func aPlanForPeople() {
        let text = Words.plan(Sample.plan).joined(separator: "\n")
        #expect(
            text == """
                rollback checkout:prod   123456789012 · eu-west-1
                  now     v6 80 % v7 20 %
                  after   v6 100 %
                  1  lambda UpdateAlias  v6, v7 at 20 % → v6, no weights, revision 275af281…
                  v6 is last good: served 9 d
                  ! look twice
                  ! does not undo: queued events
                  about 1.0 s
                """)
    }

    @Test(arguments: ActionOutcome.allCases)
    func everyOutcomeIsSaidWithItsTarget(outcome: ActionOutcome) {
        let text = Words.outcome(Sample.result(outcome, failure: outcome == .verified ? nil : .lostReply))
        #expect(text.hasPrefix("checkout:prod  "))
        #expect(text.count > 30)
    }

    @Test func aMoveWithoutARecordSaysSo() {
        var result = Sample.result(.verified)
        result.journalSeq = nil
        #expect(Words.outcome(result).contains("NOT in the journal"))
    }
}
