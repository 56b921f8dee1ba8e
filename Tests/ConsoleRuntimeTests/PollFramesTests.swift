import Testing

@testable import ConsoleRuntime

struct PollFramesTests {
    @Test func theFirstPollIsShownAtOnceAndWhatFollowsTogether() {
        var polls = PollFrames()
        var waits: [Duration?] = []
        var news: [Bool] = []
        waits.append(polls.take(hasNews: false, at: .seconds(10)))
        news.append(polls.shown(at: .seconds(10)))
        waits.append(polls.take(hasNews: false, at: .milliseconds(10_050)))
        waits.append(polls.take(hasNews: true, at: .milliseconds(10_060)))
        news.append(polls.shown(at: .milliseconds(10_200)))
        waits.append(polls.take(hasNews: false, at: .milliseconds(10_250)))
        news.append(polls.shown(at: .milliseconds(10_400)))
        waits.append(polls.take(hasNews: false, at: .seconds(11)))
        #expect(waits == [.zero, .milliseconds(150), nil, .milliseconds(150), .zero])
        #expect(news == [false, true, false])
    }
}
