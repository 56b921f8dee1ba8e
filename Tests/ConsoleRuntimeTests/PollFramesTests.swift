import Testing

@testable import ConsoleRuntime

struct PollFramesTests {
    @Test func theFirstPollIsShownAtOnceAndWhatFollowsTogether() {
        var polls = PollFrames()
        var waits: [Duration?] = []
        var news: [Bool] = []
        waits.append(polls.take(hasNews: false, isCalm: false, at: .seconds(10)))
        news.append(polls.shown(at: .seconds(10)))
        waits.append(polls.take(hasNews: false, isCalm: false, at: .milliseconds(10_050)))
        waits.append(polls.take(hasNews: true, isCalm: false, at: .milliseconds(10_060)))
        news.append(polls.shown(at: .milliseconds(10_200)))
        waits.append(polls.take(hasNews: false, isCalm: false, at: .milliseconds(10_250)))
        news.append(polls.shown(at: .milliseconds(10_400)))
        waits.append(polls.take(hasNews: false, isCalm: false, at: .seconds(11)))
        #expect(waits == [.zero, .milliseconds(150), nil, .milliseconds(150), .zero])
        #expect(news == [false, true, false])
    }

    @Test func whileAllIsCalmOnceASecondIsEnoughButNotForWhoHasJustOpenedTheConsole() {
        var polls = PollFrames()
        var waits: [Duration?] = []
        for moment in [Duration.seconds(10), .milliseconds(10_100), .seconds(40), .milliseconds(40_100)] {
            waits.append(polls.take(hasNews: false, isCalm: true, at: moment))
            _ = polls.shown(at: moment)
        }
        waits.append(polls.take(hasNews: false, isCalm: false, at: .milliseconds(40_150)))
        #expect(waits == [.zero, .milliseconds(100), .zero, .milliseconds(900), .milliseconds(150)])
    }
}
