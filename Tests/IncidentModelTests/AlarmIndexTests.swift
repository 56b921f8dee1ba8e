import IncidentModel
import TestSupport
import Testing

/// Which alarms watch a target, composite alarms among them.
struct AlarmIndexTests {
    private static func names(_ alarms: [Alarm], _ target: Target = Fixtures.checkout) -> [String] {
        var picture = FleetPicture(region: "")
        picture.apply(.alarms(alarms), at: Now(time: Fixtures.evening, uptime: .zero), interval: .seconds(10))
        return picture.alarms(of: target).map(\.name.text)
    }

    private static func composite(_ name: DisplayText, _ rule: String) -> Alarm {
        Alarm(name: name, kind: .composite(rule: rule), state: .ok)
    }

    @Test func metricAlarmsAreFoundByTheirDimensions() {
        let function = Alarm(
            name: "whole", kind: .metric(namespace: "AWS/Lambda", name: "Errors"), state: .ok,
            dimensions: ["FunctionName": "checkout"])
        let version = Alarm(
            name: "version", kind: .metric(namespace: "AWS/Lambda", name: "Errors"), state: .ok,
            dimensions: ["FunctionName": "checkout", "ExecutedVersion": "7"])
        let other = Alarm(
            name: "beta", kind: .metric(namespace: "AWS/Lambda", name: "Errors"), state: .ok,
            dimensions: ["FunctionName": "checkout", "Resource": "checkout:beta"])
        let mine = Fixtures.alarm("mine", .ok, of: Fixtures.checkout)
        #expect(Self.names([other, mine, version, function]) == ["mine", "whole"])
        #expect(Self.names([other, mine, version, function], Fixtures.payments).isEmpty)
    }

    @Test(arguments: [
        #"ALARM("mine")"#, #"ALARM('mine')"#, "ALARM(mine)", #"ALARM("x") OR ALARM("mine")"#, #"NOT (OK("mine") AND ALARM("x"))"#,
        "(ALARM(x) OR ALARM(mine))", "NOT(ALARM(mine))",
    ])
    func compositeAlarmsAreFoundByTheirRules(_ rule: String) {
        #expect(
            Self.names([Fixtures.alarm("mine", .ok, of: Fixtures.checkout), Self.composite("all", rule)]) == ["mine", "all"])
    }

    @Test func compositesOfCompositesAreFollowedAndCirclesEnd() {
        let alarms = [
            Self.composite("c", #"ALARM("b")"#), Self.composite("b", #"ALARM("a") OR ALARM("c")"#),
            Self.composite("a", #"ALARM("mine")"#), Fixtures.alarm("mine", .ok, of: Fixtures.checkout),
            Self.composite("stranger", #"ALARM("not mine")"#),
        ]
        #expect(Self.names(alarms) == ["c", "b", "a", "mine"])
    }

    @Test(arguments: ["ALARM(", "((((", "\"", ""])
    func brokenRulesFindNothing(_ rule: String) {
        #expect(Self.names([Fixtures.alarm("mine", .ok, of: Fixtures.checkout), Self.composite("all", rule)]) == ["mine"])
    }

    @Test func theOrderAndWhatRingsFollowTheListThatWasReadLast() {
        var picture = FleetPicture(region: "")
        func read(_ alarms: [Alarm]) {
            picture.apply(.alarms(alarms), at: Now(time: Fixtures.evening, uptime: .zero), interval: .seconds(10))
        }
        func names(_ places: [Int]) -> [String] { places.map { picture.alarmIndex.alarms[$0].name.text } }
        let alarms = [
            Fixtures.alarm("b", .ok, of: Fixtures.checkout), Fixtures.alarm("a", .alarm, of: Fixtures.payments),
            Fixtures.alarm("c", .insufficientData, of: Fixtures.checkout),
        ]
        read(alarms)
        #expect(names(picture.alarmIndex.byName) == ["a", "b", "c"])
        #expect(names(picture.alarmIndex.ringing) == ["a"])
        #expect(picture.alarmIndex.places(of: Fixtures.checkout) == [0, 2])
        var changed = alarms
        changed[2].state = .alarm
        read(changed)
        #expect(names(picture.alarmIndex.ringing) == ["a", "c"])
        #expect(picture.alarms(of: Fixtures.checkout).map(\.state) == [.ok, .alarm])
        read(Array(changed.dropFirst()))
        #expect(names(picture.alarmIndex.byName) == ["a", "c"])
        picture.alarms = nil
        #expect(picture.alarmIndex.alarms.isEmpty && picture.alarmIndex.ringing.isEmpty)
    }
}
