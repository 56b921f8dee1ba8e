import Testing

@testable import ConsoleRuntime

struct PollFramesTests {
    @Test func theFirstPollIsShownAtOnceAndWhatFollowsTogether() {
        var polls = PollFrames()
        var waits: [Duration?] = []
        var news: [Bool] = []
        waits.append(polls.take(isUnjudged: false, isQuiet: false, at: .seconds(10)))
        news.append(polls.shown(at: .seconds(10)))
        waits.append(polls.take(isUnjudged: false, isQuiet: false, at: .milliseconds(10_050)))
        waits.append(polls.take(isUnjudged: true, isQuiet: false, at: .milliseconds(10_060)))
        news.append(polls.shown(at: .milliseconds(10_200)))
        waits.append(polls.take(isUnjudged: false, isQuiet: false, at: .milliseconds(10_250)))
        news.append(polls.shown(at: .milliseconds(10_400)))
        waits.append(polls.take(isUnjudged: false, isQuiet: false, at: .seconds(11)))
        #expect(waits == [.zero, .milliseconds(150), nil, .milliseconds(150), .zero])
        #expect(news == [false, true, false])
    }

    @Test func whatIsQuietWaitsForTheClockButNotForWhoHasJustOpenedTheConsole() {
        var polls = PollFrames()
        var waits: [Duration?] = []
        for moment in [Duration.seconds(10), .milliseconds(10_100), .seconds(40), .milliseconds(40_100)] {
            waits.append(polls.take(isUnjudged: true, isQuiet: true, at: moment))
            if waits.last != .some(nil) { _ = polls.shown(at: moment) }
        }
        #expect(waits == [.zero, .milliseconds(100), nil, nil])
        // The clock's next second brings it.
        let isUnjudged = polls.shown(at: .seconds(41))
        #expect(isUnjudged)
    }

    @Test func newsDoesNotWaitForWhatOnlyHasANewAge() {
        var polls = PollFrames()
        _ = polls.take(isUnjudged: false, isQuiet: true, at: .zero)
        _ = polls.shown(at: .seconds(40))
        var waits: [Duration?] = []
        waits.append(polls.take(isUnjudged: true, isQuiet: true, at: .milliseconds(40_100)))
        waits.append(polls.take(isUnjudged: false, isQuiet: false, at: .milliseconds(40_120)))
        waits.append(polls.take(isUnjudged: false, isQuiet: false, at: .milliseconds(40_130)))
        #expect(waits == [nil, .milliseconds(80), nil])
        #expect(!polls.isDue(at: .milliseconds(40_150)) && polls.isDue(at: .milliseconds(40_200)))
        let isUnjudged = polls.shown(at: .milliseconds(40_200))
        #expect(isUnjudged)
        #expect(!polls.isDue(at: .milliseconds(40_210)))
    }

    @Test func aWaitThatNeverEndedHoldsNothingUp() {
        var polls = PollFrames()
        _ = polls.take(isUnjudged: false, isQuiet: false, at: .zero)
        _ = polls.shown(at: .zero)
        let waits = [Duration.milliseconds(100), .milliseconds(900)].map { polls.take(isUnjudged: false, isQuiet: false, at: $0) }
        #expect(waits == [.milliseconds(100), .zero])
    }
}
