import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// Alarms that are not worth their face value.
extension DetectorTests {
    private static func flapping(errors: Double?) -> PictureBuilder {
        var builder = quiet(errors: errors)
        builder.apply(.alarms([alarm(.alarm, ago: 60)]))
        builder.apply(
            .alarmHistory(changes([(1500, .alarm), (1400, .ok), (900, .alarm), (800, .ok), (60, .alarm)])))
        return builder
    }

    @Test("flapping: discounted where figures acquit, believed where they are bad or missing")
    func flapping() throws {
        #expect(Self.propose(Self.flapping(errors: 0)) == nil)
        let doubts = IncidentDetector.doubts(
            of: [Self.target], picture: Self.flapping(errors: 0).picture, now: Self.flapping(errors: 0).now)
        #expect(doubts.map(\.why) == ["flapping: 5 changes in 30 m; 0 % of checkout:prod's requests fail"])
        let blind = try #require(Self.propose(Self.flapping(errors: nil)))
        #expect(blind.triggers == [.alarm])
        #expect(blind.suggestion.severity == .sev1)
        #expect(blind.evidence[0].contains("flapping: 5 changes in 30 m"))
        #expect(Self.propose(Self.flapping(errors: 0.03))?.triggers == [.alarm])
    }

    @Test("a flapping alarm that was put aside is not proposed each time that it fires again")
    func flappingIsOneTrigger() throws {
        let builder = Self.flapping(errors: nil)
        let proposal = try #require(Self.propose(builder))
        let aside = Self.dismissal(proposal, at: Self.evening - .seconds(700))
        #expect(Self.propose(builder, events: [aside]) == nil)
    }

    @Test("no data is not OK: named, no trigger by itself, and no recovery of an alarm that fired")
    func noData() throws {
        var builder = Self.quiet(errors: 0.2)
        builder.apply(.alarms([Self.alarm(.insufficientData)]))
        let proposal = try #require(Self.propose(builder))
        #expect(proposal.triggers == [.policy])
        #expect(proposal.discounted.map(\.why) == ["no data since 21:07:43Z: that is not OK, it cannot see trouble"])

        var lost = Self.quiet(errors: nil)
        lost.apply(.alarms([Self.alarm(.insufficientData)]))
        #expect(Self.propose(lost) == nil)
        lost.apply(.alarmHistory(Self.changes([(600, .alarm), (120, .insufficientData)])))
        let still = try #require(Self.propose(lost))
        #expect(still.triggers == [.alarm])
        #expect(still.evidence == ["a was in ALARM since 20:59:43Z and has no data now, which is not OK"])
    }

    @Test func mutedActions() {
        var builder = Self.quiet(errors: 0)
        builder.apply(.alarms([Self.alarm(.alarm, actions: false)]))
        #expect(Self.propose(builder) == nil)
        #expect(
            IncidentDetector.doubts(of: [Self.target], picture: builder.picture, now: builder.now).map(\.why) == [
                "its actions are off, it tells nobody; 0 % of checkout:prod's requests fail"
            ])
        var blind = Self.quiet(errors: nil)
        blind.apply(.alarms([Self.alarm(.alarm, actions: false)]))
        #expect(Self.propose(blind)?.evidence.first?.contains("its actions are off") == true)
    }

    @Test(
        "anomaly bands: above or outside counts, below counts only where less is worse",
        arguments: [
            ("GreaterThanUpperThreshold", "Errors", "above its expected band"),
            ("LessThanLowerOrGreaterThanUpperThreshold", "Duration", "outside its expected band"),
            ("LessThanLowerThreshold", "Invocations", "below its expected band"),
            ("LessThanLowerThreshold", "Errors", nil),
        ] as [(String, String, String?)])
    func anomalyBands(comparison: String, metric: String, says: String?) {
        var builder = Self.quiet(errors: 0)
        builder.apply(.alarms([Self.alarm(.alarm, metric: metric, comparison: comparison, band: "ad1")]))
        let proposal = Self.propose(builder)
        #expect((proposal != nil) == (says != nil))
        if let says { #expect(proposal?.evidence.first?.contains(says) == true, "\(proposal?.evidence ?? [])") }
        let why = IncidentDetector.doubts(of: [Self.target], picture: builder.picture, now: builder.now).first?.why
        #expect((why?.hasPrefix("below its expected band") == true) == (says == nil))
    }

    @Test func anAlarmJudgedOnAPartSaysSo() {
        var builder = Self.quiet(errors: nil)
        builder.apply(.alarms([Self.alarm(.alarm, evaluation: "PARTIAL_DATA")]))
        #expect(Self.propose(builder)?.evidence.first?.contains("judged on a part of its data") == true)
    }
}
