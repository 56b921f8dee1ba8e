import IncidentModel
import TerminalCanvas
import Testing

@testable import ConsoleUI

/// The list and its selection, running and frozen.
extension StateTests {
    @Test func theSelectionStaysUnderTheHand() {
        var fleet = Fleet.badCanary()
        fleet.addMany(100)
        var console = Console(fleet, columns: 80, rows: 24)
        for _ in 0..<20 { console.press(.down) }
        let selected = console.state.selected
        let line = console.state.rows.firstIndex { $0 == selected }.map { $0 - console.state.scroll }
        // Five others get into trouble and sort above it.
        for index in 50..<55 {
            let target = Target(function: "fn-\(index.padded(4))", alias: "prod")
            fleet.assessments[target]?.trouble = .bad
        }
        console.fleet = fleet
        console.feed()
        #expect(console.state.selected == selected)
        #expect(console.state.rows.firstIndex { $0 == selected }.map { $0 - console.state.scroll } == line)
        #expect(console.state.rows.prefix(6).filter { $0.function.hasPrefix("fn-005") }.count == 5)
    }

    @Test func errorRatesDoNotReorder() {
        var console = Console()
        let before = console.state.rows
        for target in before { console.fleet.assessments[target]?.errorRate = Double.random(in: 0...1) }
        console.feed()
        #expect(console.state.rows == before)
    }

    /// Metrics are read of the rows on screen. What they show must not put other rows there, over and over.
    @Test func rowsDoNotMoveForWhatIsReadOfThem() {
        var fleet = Fleet()
        fleet.addMany(100)
        var console = Console(fleet, columns: 80, rows: 24)
        let before = console.state.rows
        for _ in 0..<5 {
            let onScreen = console.state.rows.dropFirst(console.state.scroll).prefix(10)
            for target in before {
                console.fleet.assessments[target]?.trouble = onScreen.contains(target) ? .calm : .unknown
                console.fleet.assessments[target]?.isUnread = !onScreen.contains(target)
            }
            console.feed()
            #expect(console.state.rows == before)
        }
        // One that is looked at and shows nothing comes before the calm ones.
        let blind = before[7]
        console.fleet.assessments[blind]?.trouble = .unknown
        console.fleet.assessments[blind]?.isUnread = false
        console.feed()
        #expect(console.state.rows.first == blind)
    }

    @Test func theWorstIsSelectedUntilAKeyIsPressed() {
        var fleet = Fleet()
        fleet.add(Fleet.checkout, Routing(pointer: "6"))
        fleet.add(Fleet.payments, Routing(pointer: "31"))
        var console = Console(fleet)
        #expect(console.state.selected == Fleet.checkout)
        console.fleet.assessments[Fleet.payments]?.trouble = .bad
        console.feed()
        #expect(console.state.selected == Fleet.payments)
        console.press(.down)
        console.fleet.assessments[Fleet.payments]?.trouble = .calm
        console.fleet.assessments[Fleet.checkout]?.trouble = .bad
        console.feed()
        #expect(console.state.selected == Fleet.checkout)
    }

    @Test func filters() {
        var console = Console()
        console.type("/PAY")
        #expect(console.state.rows == [Fleet.payments])
        #expect(console.state.selected == Fleet.payments)
        console.press(.enter)
        #expect(console.shows("ALIASES /PAY"))
        console.press(.escape)
        #expect(console.state.rows.count == 4)
        console.type("/zzz")
        #expect(console.shows("no target matches 'zzz'"))
        #expect(console.press(.escape).isEmpty)
        #expect(console.state.rows.count == 4)
    }

    @Test func aListWithoutItsFilterBeginsAtTheWorstAgain() {
        var fleet = Fleet.badCanary()
        fleet.addMany(100)
        var console = Console(fleet, columns: 80, rows: 24)
        // The filter's first row stands first on the screen; without the filter others stand above it, and must be seen.
        let third = console.state.rows[2]
        console.type("/\(third)")
        console.press(.enter)
        #expect(console.state.rows == [third] && console.state.scroll == 0)
        console.press(.escape)
        #expect(console.state.rows.count > 100 && console.state.selected == third)
        #expect(console.state.scroll == 0)
        // One that is too far down for that is still on the screen.
        console.type("/fn-0099")
        console.press(.enter)
        console.press(.escape)
        let line = console.state.rows.firstIndex { $0 == console.state.selected }.map { $0 - console.state.scroll } ?? -1
        #expect(console.state.selected?.function == "fn-0099")
        #expect(console.state.scroll > 0 && line >= 0 && line < Dashboard.aliasRows(console.state))
    }

    @Test func tellsTheSchedulerWhatIsOnScreen() {
        var state = ConsoleState(options: ConsoleOptions(), size: Size(columns: 80, rows: 24))
        let fleet = Fleet.badCanary()
        let effects = state.update(.picture(fleet.picture, fleet.now))
        #expect(effects.contains { if case .focus(let visible, _) = $0 { visible.count == 4 } else { false } })
        #expect(state.update(.tick(fleet.now)).isEmpty)
    }

    @Test func frozenShowsTheOldAndActsOnTheNew() {
        var console = Console()
        console.press(" ")
        #expect(console.shows("PAUSED"))
        console.fleet.add(
            Fleet.checkout, Routing(pointer: "7"), trouble: .bad, bad: "7", good: Fleet.lastGood, revision: "n", readAgo: 0)
        console.fleet.declare()
        console.feed()
        #expect(console.shows("v6 80  v7 20"))
        console.send(.armed(console.fleet.armed()))
        #expect(console.shows("v7 100 % → v6 100 %"))
        guard case .execute(let plans, _, _)? = console.press("R").first else {
            Issue.record("nothing was executed")
            return
        }
        #expect(plans.first?.revision == "n")
    }

    @Test func alarmsInterruptAPause() {
        var console = Console()
        console.press(" ")
        var alarms = console.fleet.picture.alarms?.value ?? []
        alarms[0].state = .alarm
        console.fleet.picture.apply(.alarms(alarms), at: console.fleet.now, interval: .seconds(10))
        #expect(console.send(.picture(console.fleet.picture, console.fleet.now)) == [.bell])
        #expect(console.shows("went to ALARM while the view is PAUSED"))
    }
}
