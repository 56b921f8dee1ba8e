import AWSGateway
import HTTPTransport
import IncidentEngine
import IncidentModel
import Synchronization
import TestSupport
import Testing

@testable import Notices

/// A process that delivers dies at each of its steps; the next one goes on. Nothing is lost, and what comes twice the receiver removes.
/// `DeathProofTests` runs more of them.
struct DeathTests {
    /// Counts the steps of a process; from its last one on nothing that it does has an effect.
    final class Life: Sendable {
        private let left: Mutex<Int>
        init(steps: Int) { left = Mutex(steps) }

        var isOver: Bool { left.withLock { $0 <= 0 } }

        /// False when the process is dead.
        func step() -> Bool {
            left.withLock { left in
                left -= 1
                return left > 0
            }
        }
    }

    /// The outbox as a mortal process uses it: a call may have been the last thing that it did, before or after it took effect.
    struct MortalOutbox: OutboxStoring {
        let outbox: MemoryOutbox
        let life: Life

        private func live<Value: Sendable>(_ call: () async throws(JournalFailure) -> Value) async throws(JournalFailure) -> Value
        {
            guard life.step() else { throw JournalFailure(path: "", text: "dead") }
            let value = try await call()
            guard life.step() else { throw JournalFailure(path: "", text: "dead") }
            return value
        }

        func notices(_ states: Set<OutboxNotice.State>, limit: Int) async throws(JournalFailure) -> [OutboxNotice] {
            guard !life.isOver else { throw JournalFailure(path: "", text: "dead") }
            return try await outbox.notices(states, limit: limit)
        }
        func reference(receiver: String, incident: String) async throws(JournalFailure) -> String? {
            guard !life.isOver else { throw JournalFailure(path: "", text: "dead") }
            return try await outbox.reference(receiver: receiver, incident: incident)
        }
        func holdDelivery(as owner: String, now: Timestamp, until: Timestamp) async throws(JournalFailure) -> Bool {
            try await live { () async throws(JournalFailure) in
                try await outbox.holdDelivery(as: owner, now: now, until: until)
            }
        }
        func releaseDelivery(by owner: String) async throws(JournalFailure) {
            guard !life.isOver else { return }
            try await outbox.releaseDelivery(by: owner)
        }
        func due(at now: Timestamp, limit: Int) async throws(JournalFailure) -> [OutboxNotice] {
            guard !life.isOver else { throw JournalFailure(path: "", text: "dead") }
            return try await outbox.due(at: now, limit: limit)
        }
        func delivered(_ id: Int, at: Timestamp, reference: String?) async throws(JournalFailure) {
            try await live { () async throws(JournalFailure) in
                try await outbox.delivered(id, at: at, reference: reference)
            }
        }
        func failed(_ id: Int, why: DisplayText, next: Timestamp?) async throws(JournalFailure) {
            try await live { () async throws(JournalFailure) in try await outbox.failed(id, why: why, next: next) }
        }
        func replay(_ ids: Set<Int>?, at: Timestamp) async throws(JournalFailure) -> Int {
            try await outbox.replay(ids, at: at)
        }
        func post(_ draft: NoticeDraft, for event: Event, at: Timestamp) async throws(JournalFailure) -> OutboxNotice {
            try await outbox.post(draft, for: event, at: at)
        }
    }

    /// The network of a mortal process: a request may never leave, or may be applied without a reply.
    struct MortalHTTP: HTTPClient {
        let receiver: Desk
        let life: Life

        func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
            guard life.step() else { throw TransportError(kind: .cancelled, text: "dead") }
            let reply = receiver.take(request)
            guard life.step() else { throw TransportError(kind: .cancelled, text: "dead") }
            return reply
        }
    }

    /// A tracker and a service desk with the memory that the real ones have.
    final class Desk: Sendable {
        struct Tables: Sendable {
            var tickets: [(labels: [String], comments: [JSONValue])] = []
            var records: [[String: JSONValue]] = []
            var notes: [String] = []
            var hooks: [String] = []
            var alerts: [String] = []
        }
        private let tables = Mutex(Tables())
        var now: Tables { tables.withLock { $0 } }

        func take(_ request: HTTPRequest) -> HTTPResponse {
            let body = request.json
            return tables.withLock { tables in
                if request.url.hasSuffix("/search/jql") {
                    let jql = body?.at("jql")?.string ?? ""
                    let found = tables.tickets.indices.filter { index in
                        tables.tickets[index].labels.contains { jql.contains("\"\($0)\"") }
                    }
                    let issues = found.map { (index: Int) -> JSONValue in
                        let labels = JSONValue.array(tables.tickets[index].labels.map { .string($0) })
                        return ["key": .string("OPS-\(index)"), "fields": ["labels": labels]]
                    }
                    return reply(["issues": .array(issues)])
                }
                if request.url.hasSuffix("/issue") {
                    let labels = body?.at("fields.labels")?.array?.compactMap(\.string) ?? []
                    tables.tickets.append((labels, []))
                    return reply(["key": .string("OPS-\(tables.tickets.count - 1)")])
                }
                if request.url.contains("/comment") {
                    if request.method == .get {
                        return reply(["comments": .array(tables.tickets[0].comments.map { ["body": $0] })])
                    }
                    tables.tickets[0].comments.append(body?.at("body") ?? .null)
                    return reply([:])
                }
                if request.url.contains("/table/incident") {
                    switch request.method {
                    case .get: return reply(["result": .array(tables.records.map { .object($0) })])
                    case .post:
                        guard case .object(var record)? = body else { return Sample.reply(400) }
                        record["sys_id"] = .string(String(repeating: "a", count: 32))
                        tables.records.append(record)
                        return reply(["result": .object(record)])
                    default:
                        guard case .object(let changes)? = body else { return Sample.reply(400) }
                        tables.notes.append(changes["work_notes"]?.string ?? "")
                        tables.records[0].merge(changes) { $1 }
                        return reply(["result": [:]])
                    }
                }
                if request.url.hasSuffix("/v2/enqueue") {
                    tables.alerts.append(body?.at("event_action")?.string ?? "")
                    return Sample.reply(202, "{}")
                }
                tables.hooks.append(request.header("X-Flipback-Notice") ?? "")
                return Sample.reply(200)
            }
        }

        private func reply(_ value: JSONValue) -> HTTPResponse { Sample.reply(200, value.canonical) }
    }

    private static let routes = NoticeRoutes(receivers: [
        .init(name: "tickets", kind: .jira), .init(name: "desk", kind: .serviceNow), .init(name: "hook", kind: .webhook),
        .init(name: "oncall", kind: .pagerDuty),
    ])

    private static func receivers(_ http: any HTTPClient) -> [NoticeReceiver] {
        [
            .jira(
                "tickets", JiraSettings(url: "https://j.example", authorization: Secret("Basic x"), project: "OPS"), over: http),
            .serviceNow("desk", .init(url: "https://s.example", credential: ("x-sn-apikey", Secret("kkkk"))), over: http),
            .webhook(
                "hook", .init(url: Secret("https://h.example/"), secret: Secret("s3cret"), hmac: { _, _ in "" }), over: http),
            .pagerDuty("oncall", .init(routingKey: Secret(String(repeating: "k", count: 32))), over: http),
        ]
    }

    private static let events: [EventDraft] = [
        Sample.declared(), IncidentDrafts.acknowledge(Sample.id, by: Sample.author(1)),
        IncidentDrafts.severity(Sample.id, .sev2, reason: "halved", by: Sample.author(2)),
        IncidentDrafts.note(Sample.id, text: "go", mark: .decision, by: Sample.author(3)),
        IncidentDrafts.note(Sample.id, text: "mend the alarm", mark: .actionItem, by: Sample.author(4)),
    ]

    @Test(arguments: 0..<30) func nothingIsLostWhereverAProcessDies(_ run: Int) throws { try Self.check(run) }

    /// Up to three processes die, each at some step; what they leave is for the next.
    static func check(_ run: Int) throws {
        var generator = SeededGenerator(UInt64(run))
        let lives = (0..<Int.random(in: 1...3, using: &generator)).map { _ in Int.random(in: 1...70, using: &generator) }
        try VirtualTime(seed: UInt64(run)).run { time in
            let journal = MemoryJournal()
            let outbox = MemoryOutbox()
            let desk = Desk()
            for draft in Self.events {
                let event = try await journal.append(draft)
                outbox.record(event, Self.routes.drafts(for: event), at: .epoch)
            }
            for (number, steps) in lives.enumerated() {
                let life = Life(steps: steps)
                let process = Task(executorPreference: time) {
                    await DeliveryWorker(
                        outbox: MortalOutbox(outbox: outbox, life: life), journal: journal,
                        receivers: Self.receivers(MortalHTTP(receiver: desk, life: life)), clock: time.clock,
                        owner: "\(number)", random: { 0 }
                    ).run()
                }
                while !life.isOver, outbox.notices.contains(where: { $0.state == .pending }) {
                    try await time.clock.sleep(for: .seconds(1))
                }
                process.cancel()
                await process.value
            }
            _ = await DeliveryWorker(
                outbox: outbox, journal: journal,
                receivers: Self.receivers(MortalHTTP(receiver: desk, life: Life(steps: .max))),
                clock: time.clock, owner: "last", random: { 0 }
            ).drain(untilEmpty: true)
            #expect(
                outbox.notices.filter { $0.state != .delivered }.map {
                    "\($0.draft.key) \($0.state) \($0.failure?.text ?? "")"
                } == [],
                "run \(run)")
            let tables = desk.now
            // One ticket for the incident, one for the action item, each comment once.
            #expect(tables.tickets.count == 2, "run \(run)")
            #expect(tables.tickets[0].comments.count == 3, "run \(run)")
            #expect(tables.records.count == 1 && tables.notes.count == 3, "run \(run)")
            // In order, and whole; what comes twice has the same key.
            var seen: [String] = []
            for key in tables.hooks where !seen.contains(key) { seen.append(key) }
            #expect(seen == (1...5).map { "\(Sample.id)/\($0)/hook" }, "run \(run)")
            #expect(Set(tables.alerts) == ["trigger", "acknowledge"], "run \(run)")
            #expect(tables.hooks.count <= 5 + lives.count, "run \(run)")
        }
    }
}
