import AWSGateway
import HTTPTransport
import IncidentEngine
import IncidentModel
import Synchronization
import TestSupport
import Testing

@testable import Notices

/// The worker in virtual time.
struct WorkerTests {
    /// A journal, an outbox that is filled as the journal's own would be, and a worker.
    struct Place: Sendable {
        let time: VirtualTime
        let journal = MemoryJournal()
        let outbox = MemoryOutbox()
        let news = Mutex2()

        func append(_ draft: EventDraft, _ routes: NoticeRoutes) async throws {
            let event = try await journal.append(draft)
            outbox.record(event, routes.drafts(for: event), at: .epoch)
        }

        func worker(_ receivers: [NoticeReceiver], owner: String = "one") -> DeliveryWorker {
            DeliveryWorker(
                outbox: outbox, journal: journal, receivers: receivers, clock: time.clock, owner: owner, random: { 0 },
                told: { news.add($0) })
        }

        /// Seconds since the start.
        var seconds: Double { (time.clock.now.time - Fixtures.evening).inSeconds }
    }

    final class Mutex2: Sendable {
        private let all = Mutex<[DeliveryNews]>([])
        func add(_ news: DeliveryNews) { all.withLock { $0.append(news) } }
        var list: [DeliveryNews] { all.withLock { $0 } }
    }

    private static let hook = NoticeRoutes(receivers: [.init(name: "hook", kind: .webhook)])

    private static func webhook(_ http: FakeReceiver, _ name: String = "hook") -> NoticeReceiver {
        .webhook(
            name, .init(url: Secret("https://x.example/\(name)"), secret: Secret("s3cret"), hmac: { _, _ in "" }), over: http)
    }

    private static func kinds(_ http: FakeReceiver) -> [String] { http.sent.compactMap { $0.json?.at("kind")?.string } }

    @Test func noticesOfAnIncidentComeInOrder() throws {
        try VirtualTime().run { time in
            let place = Place(time: time)
            // The first attempt fails, so the second notice must wait for it.
            let http = FakeReceiver { _, count in Sample.reply(count == 0 ? 503 : 200) }
            try await place.append(Sample.declared(), Self.hook)
            try await place.append(IncidentDrafts.acknowledge(Sample.id, by: Sample.author(1)), Self.hook)
            try await place.append(IncidentDrafts.resolve(Sample.id, text: "", by: Sample.author(2)), Self.hook)
            let summary = await place.worker([Self.webhook(http)]).drain(untilEmpty: true)
            #expect(Self.kinds(http) == ["opened", "opened", "acknowledged", "resolved"])
            #expect(summary == DeliverySummary(delivered: 3, late: 1, dead: 0))
            #expect(place.outbox.notices.allSatisfy { $0.state == .delivered })
            #expect(place.outbox.notices.map(\.attempts) == [2, 1, 1])
            #expect(place.seconds >= 5)
            #expect(place.news.list == [.failing(receiver: "hook", why: "webhook: 503"), .recovered(receiver: "hook")])
            #expect(place.outbox.holder == nil)
        }
    }

    /// The case that the issue names: everything arrives once the receiver is back, in order, soon, and the other receiver noticed nothing.
    @Test func aReceiverThatIsDeadForAnHourLosesNothing() throws {
        try VirtualTime().run { time in
            let place = Place(time: time)
            let clock = time.clock
            let routes = NoticeRoutes(receivers: [.init(name: "hook", kind: .webhook), .init(name: "channel", kind: .slack)])
            let back = clock.now.uptime + .seconds(3600)
            let http = FakeReceiver { (_, _) async throws(TransportError) in
                if clock.now.uptime < back { throw TransportError(kind: .unreachable, text: "connection refused (curl 7)") }
                return Sample.reply(200)
            }
            let healthy = FakeReceiver { _, _ in Sample.reply(200, "ok") }
            let arrived = Mutex<[Duration]>([])
            let timed = FakeReceiver { (request, _) async throws(TransportError) in
                arrived.withLock { $0.append(clock.now.uptime) }
                return try await healthy.send(request)
            }
            let start = clock.now.uptime
            let running = Task(executorPreference: time) {
                await place.worker([
                    Self.webhook(http), .slack("channel", url: Secret("https://x.example/s"), over: timed),
                ]).run()
            }
            for minute in 0..<30 {
                try await place.append(
                    minute == 0
                        ? Sample.declared()
                        : IncidentDrafts.severity(
                            Sample.id, minute.isMultiple(of: 2) ? .sev1 : .sev2, reason: "minute \(minute)",
                            by: Sample.author(minute)),
                    routes)
                try await clock.sleep(for: .seconds(60))
            }
            // Told within seconds, whatever the other one does.
            #expect(healthy.sent.count == 30)
            #expect(arrived.withLock { $0 }.enumerated().allSatisfy { $1 - start <= .seconds(60 * $0 + 3) })
            try await clock.sleep(for: .seconds(3600 - 1800 + 330))
            running.cancel()
            await running.value
            let delivered = place.outbox.notices.filter { $0.draft.receiver == "hook" }
            #expect(delivered.count == 30 && delivered.allSatisfy { $0.state == .delivered })
            let told = http.sent.compactMap { $0.json?.at("event.seq")?.number }
            #expect(Array(told.suffix(29)) == (2...30).map(Double.init))
            // Not hammered: five minutes apart at most, and the first few sooner.
            #expect(http.sent.count < 30 + 25)
            #expect(place.news.list.count(where: { if case .failing = $0 { true } else { false } }) == 1)
            #expect(!place.news.list.contains { if case .dead = $0 { true } else { false } })
        }
    }

    @Test func retryAfterHoldsTheWholeReceiverAndNobodyElse() throws {
        try VirtualTime().run { time in
            let place = Place(time: time)
            let clock = time.clock
            let times = Mutex<[Double]>([])
            let http = FakeReceiver { _, count in
                times.withLock { $0.append(place.seconds) }
                return count == 0 ? Sample.reply(429, "", [("Retry-After", "120")]) : Sample.reply(200)
            }
            try await place.append(Sample.declared(), Self.hook)
            var other = Sample.declared()
            other.incident = "INC-20261120-02"
            try await place.append(other, Self.hook)
            _ = await place.worker([Self.webhook(http)]).drain(untilEmpty: true)
            let at = times.withLock { $0 }
            #expect(at.count == 3)
            #expect(at[1] >= 120 && at[2] >= 120)
            #expect(clock.now.time - Fixtures.evening < .seconds(140))
        }
    }

    @Test func slackGetsAtMostOneASecond() throws {
        try VirtualTime().run { time in
            let place = Place(time: time)
            let routes = NoticeRoutes(receivers: [.init(name: "channel", kind: .slack)])
            let times = Mutex<[Double]>([])
            let http = FakeReceiver { _, _ in
                times.withLock { $0.append(place.seconds) }
                return Sample.reply(200, "ok")
            }
            for number in 1...10 {
                var draft = Sample.declared()
                draft.incident = "INC-20261120-\(number)"
                try await place.append(draft, routes)
            }
            _ = await place.worker([.slack("channel", url: Secret("https://x.example/s"), over: http)]).drain(untilEmpty: true)
            let at = times.withLock { $0 }
            #expect(at.count == 10)
            #expect(zip(at, at.dropFirst()).allSatisfy { $1 - $0 >= 1 })
        }
    }

    @Test func aRefusalIsADeadLetterAndTheNextOneGoesOn() throws {
        try VirtualTime().run { time in
            let place = Place(time: time)
            let http = FakeReceiver { _, count in Sample.reply(count == 0 ? 400 : 200) }
            try await place.append(Sample.declared(), Self.hook)
            try await place.append(IncidentDrafts.acknowledge(Sample.id, by: Sample.author(1)), Self.hook)
            let worker = place.worker([Self.webhook(http)])
            let summary = await worker.drain(untilEmpty: true)
            #expect(summary == DeliverySummary(delivered: 1, late: 0, dead: 1))
            let dead = try #require(place.outbox.notices.first)
            #expect(dead.state == .dead && dead.failure == "webhook: 400")
            guard case .dead(let notice, _) = try #require(place.news.list.first) else {
                Issue.record("not told")
                return
            }
            #expect(notice.id == dead.id)
            #expect(place.news.list[0].text.contains("flipback notices replay 1"))
            #expect(try await place.outbox.replay([1], at: time.clock.now.time) == 1)
            _ = await worker.drain(untilEmpty: true)
            #expect(place.outbox.notices.allSatisfy { $0.state == .delivered })
        }
    }

    @Test func aNoticeIsGivenUpAfterAboutADay() throws {
        try VirtualTime().run { time in
            let place = Place(time: time)
            let http = FakeReceiver { _, _ in Sample.reply(503) }
            try await place.append(Sample.declared(), Self.hook)
            let summary = await place.worker([Self.webhook(http)]).drain(untilEmpty: true)
            #expect(summary.dead == 1)
            #expect(http.sent.count == Backoff.attempts)
            #expect((23 * 3600.0...28 * 3600.0).contains(place.seconds))
            #expect(place.outbox.notices[0].failure?.text == "given up after 320 attempts: webhook: 503")
        }
    }

    @Test func onlyOneProcessDelivers() throws {
        try VirtualTime().run { time in
            let place = Place(time: time)
            let http = FakeReceiver { _, _ in Sample.reply(200) }
            _ = try await place.outbox.holdDelivery(
                as: "other", now: time.clock.now.time, until: time.clock.now.time + .seconds(30))
            try await place.append(Sample.declared(), Self.hook)
            let once = await place.worker([Self.webhook(http)]).drain(untilEmpty: false)
            #expect(once.isHeldElsewhere && http.sent.isEmpty)
            // The other one has died: its right runs out.
            _ = await place.worker([Self.webhook(http)]).drain(untilEmpty: true)
            #expect(http.sent.count == 1)
            #expect(place.seconds >= 30)
        }
    }

    @Test func twoConsolesAtOnceDeliverEachNoticeOnce() throws {
        for seed in 1...20 {
            try VirtualTime(seed: UInt64(seed)).run { time in
                let place = Place(time: time)
                let http = FakeReceiver { (_, _) async throws(TransportError) in
                    try? await time.clock.sleep(for: .milliseconds(300))
                    return Sample.reply(200)
                }
                let workers = ["one", "two"].map { owner in
                    Task(executorPreference: time) { await place.worker([Self.webhook(http)], owner: owner).run() }
                }
                for number in 1...20 {
                    try await place.append(
                        number == 1
                            ? Sample.declared()
                            : IncidentDrafts.severity(
                                Sample.id, number.isMultiple(of: 2) ? .sev2 : .sev1, reason: "", by: Sample.author()), Self.hook)
                }
                try await time.clock.sleep(for: .seconds(60))
                // The one that delivers goes away in the middle; the other one goes on.
                try await place.append(IncidentDrafts.acknowledge(Sample.id, by: Sample.author()), Self.hook)
                let first = place.outbox.holder == "one" ? 0 : 1
                workers[first].cancel()
                await workers[first].value
                try await time.clock.sleep(for: .seconds(40))
                workers[1 - first].cancel()
                await workers[1 - first].value
                #expect(place.outbox.notices.count == 21)
                #expect(place.outbox.notices.allSatisfy { $0.state == .delivered })
                let told = http.sent.compactMap { $0.header("X-Flipback-Notice") }
                // At least once: only what was on its way when a process ended may come twice.
                #expect(Set(told).count == 21 && told.count <= 22)
            }
        }
    }

    /// A disk that is full must not make a flood of what cannot be written down.
    @Test func whatCannotBeRecordedIsNotSentAgain() throws {
        try VirtualTime().run { time in
            let place = Place(time: time)
            let http = FakeReceiver { _, _ in
                place.outbox.setBroken(true)
                return Sample.reply(200)
            }
            try await place.append(Sample.declared(), Self.hook)
            let running = Task(executorPreference: time) { await place.worker([Self.webhook(http)]).run() }
            try await time.clock.sleep(for: .seconds(20))
            place.outbox.setBroken(false)
            try await time.clock.sleep(for: .seconds(60))
            running.cancel()
            await running.value
            #expect(http.sent.count == 1)
            #expect(place.outbox.notices[0].state == .delivered)
            #expect(place.news.list.contains { if case .outbox = $0 { true } else { false } })
        }
    }

    @Test func noticesOfAnUnknownReceiverWait() throws {
        try VirtualTime().run { time in
            let place = Place(time: time)
            try await place.append(Sample.declared(), Self.hook)
            let http = FakeReceiver { _, _ in Sample.reply(200) }
            _ = await place.worker([Self.webhook(http, "other")]).drain(untilEmpty: true)
            #expect(http.sent.isEmpty)
            #expect(place.outbox.notices[0].state == .pending)
        }
    }

    @Test func ticketsAreJoinedByTheReferenceOfTheFirst() throws {
        try VirtualTime().run { time in
            let place = Place(time: time)
            let routes = NoticeRoutes(receivers: [.init(name: "tickets", kind: .jira)])
            let http = FakeReceiver { request, _ in
                if request.url.hasSuffix("/search/jql") { return Sample.reply(200, #"{"issues":[]}"#) }
                if request.url.hasSuffix("/issue") { return Sample.reply(201, #"{"key":"OPS-7"}"#) }
                return request.method == .get ? Sample.reply(200, #"{"comments":[]}"#) : Sample.reply(201, "{}")
            }
            try await place.append(Sample.declared(), routes)
            try await place.append(IncidentDrafts.acknowledge(Sample.id, by: Sample.author(1)), routes)
            let settings = JiraSettings(url: "https://x.example", authorization: Secret("Basic x"), project: "OPS")
            _ = await place.worker([.jira("tickets", settings, over: http)]).drain(untilEmpty: true)
            #expect(http.sent.count == 4)
            #expect(http.sent.last?.url == "https://x.example/rest/api/3/issue/OPS-7/comment")
        }
    }
}
