import IncidentModel
import TestSupport
import Testing

@testable import ConsoleUI

/// The order of the ALARMS pane.
struct AlarmListTests {
    /// As the pane's order is defined: what rings, first the selected target's; then the target's without data, the target's that are
    /// well, the others without data, the others that are well; each by name.
    private static func rank(_ alarm: Alarm, _ target: Target?) -> Int {
        let isMine = target.map { alarm.watches($0) } ?? false
        return switch (alarm.state, isMine) {
        case (.alarm, true): 0
        case (.alarm, false): 1
        case (.insufficientData, true): 2
        case (.ok, true): 3
        case (.insufficientData, false): 4
        case (.ok, false): 5
        }
    }

    @Test(arguments: [nil, Fixtures.checkout, Fixtures.payments])
    func theOrderIsByRankAndThenByName(_ target: Target?) {
        var alarms: [Alarm] = []
        for (number, state) in Array(repeating: Alarm.State.allCases, count: 5).joined().enumerated() {
            for owner in [Fixtures.checkout, Fixtures.payments] {
                alarms.append(
                    Fixtures.alarm(DisplayText("\((number * 7 + owner.function.count) % 15)-\(owner)"), state, of: owner))
            }
        }
        let list = AlarmList(AlarmIndex(alarms), of: target)
        let expected = alarms.sorted { (Self.rank($0, target), $0.name) < (Self.rank($1, target), $1.name) }
        #expect(list.map(\.name) == expected.map(\.name))
        #expect(list.ringing == 10)
    }
}
