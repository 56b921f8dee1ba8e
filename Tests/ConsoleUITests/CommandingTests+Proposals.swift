import IncidentModel
import TerminalCanvas
import Testing

@testable import ConsoleUI

/// What is said of a proposed incident, and the keys that answer it.
extension CommandingTests {
    @Test func aProposalIsSaidAndDeclaredWithWhatWasSeen() {
        var console = Console()
        let before = console.text.split(separator: "\n").dropFirst(2)
        #expect(console.send(.proposed(Fleet.proposal())).isEmpty)
        #expect(console.shows("PROPOSED  SEV-1"))
        #expect(console.shows("D declare   Z put aside"))
        // Nothing that the hand could be about to act on has moved: only the bar and the status line are others.
        let after = console.text.split(separator: "\n").dropFirst(2)
        #expect(zip(before, after).dropLast(2).allSatisfy { $0 == $1 })
        #expect(console.press("D") == [.flushInput])
        #expect(console.shows("not counted: payments-prod-p95, flapping, 6 changes in 30 minutes"))
        let effects = console.press(.enter)
        #expect(
            effects == [
                .declare(
                    .sev1, targets: [Fleet.checkout], reason: "checkout:prod: v7 fails 8.1 % of requests, 1 of 4 targets",
                    seen: Fleet.proposal())
            ])
    }

    @Test func aProposalTakesNoKeyThatMovesTraffic() {
        var console = Console()
        console.send(.proposed(Fleet.proposal()))
        #expect(console.press("R") == [.flushInput, .plan(.rollback(Fleet.checkout, to: nil))])
    }

    @Test func aProposalIsPutAsideWithAReason() {
        var console = Console()
        #expect(console.press("Z").isEmpty)
        #expect(console.shows("no incident is proposed"))
        console.send(.proposed(Fleet.proposal()))
        #expect(console.press("Z") == [.flushInput])
        console.type("a load test")
        #expect(console.press(.enter) == [.dismiss(Fleet.proposal(), reason: "a load test")])
        console.send(.proposed(nil))
        #expect(!console.shows("PROPOSED  SEV-1"))
    }

    @Test func aProposalThatHasBecomeWorseIsToldAgain() {
        var console = Console()
        var milder = Fleet.proposal()
        milder.suggestion.severity = .sev2
        console.send(.proposed(milder))
        #expect(console.state.status?.text.text.contains("SEV-2") == true)
        console.send(.proposed(Fleet.proposal()))
        #expect(console.state.status?.text.text.contains("SEV-1") == true)
        // What is milder, or the same, is no news.
        let told = console.state.log.count
        console.send(.proposed(milder))
        console.send(.proposed(milder))
        #expect(console.state.log.count == told)
    }

    @Test func anOpenIncidentIsNotProposedAnew() {
        var console = Console.incident()
        console.send(.proposed(Fleet.proposal()))
        #expect(console.state.shownProposal == nil)
        #expect(!console.shows("PROPOSED"))
    }

    @Test func whileTheJournalIsReadNobodyKnowsWhetherAnIncidentIsOpen() {
        var console = Console()
        console.send(.readingJournal(true))
        console.send(.proposed(Fleet.proposal()))
        #expect(console.shows("reading journal") && !console.shows("no incident"))
        #expect(console.state.shownProposal == nil)
        console.press("E")
        #expect(console.shows("the journal is being read") && !console.shows("no incident to export"))
        console.send(.readingJournal(false))
        #expect(console.state.shownProposal != nil)
    }

    @Test func besideAnActionTheStatusLineProposes() {
        var console = Console.afterRollback()
        console.fleet.incidents = []
        console.feed()
        console.send(.armed(nil))
        let rows = console.state.render().lines()
        console.send(.proposed(Fleet.proposal()))
        console.press(.right)
        let with = console.state.render().lines()
        #expect(with[with.count - 2].contains("PROPOSED SEV-1"))
        #expect(rows[1] == with[1])
    }
}
