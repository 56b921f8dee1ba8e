import Foundation
import GRDB
import IncidentEngine
import IncidentModel
import TestSupport
import Testing

@testable import Journal

/// The rules of the outbox, for the one in the journal's file and for the one that other tests use in its place.
@Suite struct OutboxTests {
    enum Kind: String, CaseIterable { case file, memory }

    /// An outbox and a way to cause a notice in it.
    private struct Box {
        let place: TemporaryJournal
        let store: any OutboxStoring
        let memory: MemoryOutbox?

        init(_ kind: Kind) throws {
            place = try TemporaryJournal()
            memory = kind == .memory ? MemoryOutbox() : nil
            store =
                memory
                ?? SQLiteJournal(
                    path: place.path, routing: { [NoticeDraft(receiver: $0.draft.reason ?? "", key: "k-\($0.seq)")] })
        }

        @discardableResult
        func cause(_ receiver: String, _ incident: String?) async throws -> Event {
            var draft = Drafts.note("x", incident: incident)
            draft.reason = receiver
            if let memory {
                let event = Event(seq: memory.notices.count + 1, draft: draft, previous: "", hash: "")
                memory.record(event, [NoticeDraft(receiver: receiver, key: "k-\(event.seq)")], at: .epoch)
                return event
            }
            return try await place.writer(store).append(draft)
        }
    }

    private static let now = Timestamp(milliseconds: 1_000_000)
    private static func after(_ seconds: Int) -> Timestamp { now + .seconds(seconds) }

    private func ids(_ notices: [OutboxNotice]) -> [Int] { notices.map(\.id) }

    @Test(arguments: Kind.allCases) func ofAReceiverAndAnIncidentOnlyTheOldestIsDue(kind: Kind) async throws {
        let box = try Box(kind)
        for (receiver, incident) in [("jira", "A"), ("jira", "A"), ("jira", "B"), ("slack", "A"), ("jira", nil), ("jira", nil)] {
            try await box.cause(receiver, incident)
        }
        #expect(ids(try await box.store.due(at: Self.now, limit: 10)) == [1, 3, 4, 5, 6])
        #expect(ids(try await box.store.due(at: Self.now, limit: 2)) == [1, 3])
        // Its time has not come, and the next one still waits for it.
        try await box.store.failed(1, why: "500", next: Self.after(60))
        #expect(ids(try await box.store.due(at: Self.after(59), limit: 10)) == [3, 4, 5, 6])
        #expect(ids(try await box.store.due(at: Self.after(60), limit: 10)) == [1, 3, 4, 5, 6])
        try await box.store.delivered(1, at: Self.after(61), reference: "OPS-1")
        #expect(ids(try await box.store.due(at: Self.after(61), limit: 10)) == [2, 3, 4, 5, 6])
        // One that is given up does not hold up the rest.
        try await box.store.failed(2, why: "400", next: nil)
        try await box.cause("jira", "A")
        #expect(ids(try await box.store.due(at: Self.after(62), limit: 10)) == [3, 4, 5, 6, 7])
    }

    @Test(arguments: Kind.allCases) func aNoticeTellsWhatBecameOfIt(kind: Kind) async throws {
        let box = try Box(kind)
        let event = try await box.cause("jira", "A")
        #expect(
            try await box.store.notices([.pending], limit: 5) == [
                OutboxNotice(id: 1, draft: NoticeDraft(receiver: "jira", key: "k-1"), event: event, due: .epoch)
            ])
        try await box.store.failed(1, why: "no \u{1B}[2J route", next: Self.after(5))
        try await box.store.failed(1, why: "gone", next: nil)
        let dead = try #require(try await box.store.notices([.dead], limit: 5).first)
        #expect(dead.attempts == 2 && dead.failure == "gone" && dead.due == Self.after(5) && dead.event == event)
        #expect(try await box.store.notices([.pending, .delivered], limit: 5) == [])
        #expect(try await box.store.due(at: Self.after(1000), limit: 5) == [])
        // A late word of an attempt that was given up changes nothing; that it arrived after all does.
        try await box.store.failed(1, why: "late", next: Self.after(9))
        #expect(try await box.store.notices([.dead], limit: 5) == [dead])
        try await box.store.delivered(1, at: Self.after(7), reference: nil)
        try await box.store.failed(1, why: "late", next: nil)
        let delivered = try #require(try await box.store.notices([.delivered], limit: 5).first)
        #expect(delivered.attempts == 3 && delivered.failure == nil && delivered.deliveredAt == Self.after(7))
        try await box.store.delivered(1, at: Self.after(8), reference: "OPS-9")
        #expect(try await box.store.notices(Set(OutboxNotice.State.allCases), limit: 5) == [delivered])
        try await box.store.delivered(99, at: Self.now, reference: nil)
    }

    @Test(arguments: Kind.allCases) func deadOnesAreReplayed(kind: Kind) async throws {
        let box = try Box(kind)
        for incident in ["A", "B", "C"] { try await box.cause("jira", incident) }
        for id in 1...3 { try await box.store.failed(id, why: "down", next: nil) }
        #expect(try await box.store.replay([2, 7], at: Self.after(3)) == 1)
        #expect(try await box.store.replay([2], at: Self.after(3)) == 0, "it is not dead any more")
        let again = try #require(try await box.store.due(at: Self.after(3), limit: 5).first)
        #expect(again.id == 2 && again.attempts == 0 && again.failure == "down")
        #expect(try await box.store.replay(nil, at: Self.after(4)) == 2)
        #expect(ids(try await box.store.due(at: Self.after(4), limit: 5)) == [1, 2, 3])
        #expect(try await box.store.replay(nil, at: Self.after(4)) == 0)
    }

    @Test(arguments: Kind.allCases) func theFirstReferenceIsTheTicket(kind: Kind) async throws {
        let box = try Box(kind)
        #expect(try await box.store.reference(receiver: "jira", incident: "A") == nil)
        for _ in 0..<3 { try await box.cause("jira", "A") }
        let event = try await box.cause("jira", "B")
        let test = try await box.store.post(NoticeDraft(receiver: "jira", key: "t", isTest: true), for: event, at: Self.now)
        try await box.store.delivered(test.id, at: Self.now, reference: "TEST-1")
        #expect(try await box.store.reference(receiver: "jira", incident: "B") == nil, "a test's ticket is nobody's")
        for (id, reference) in [(1, nil), (2, "OPS-1"), (3, "OPS-2")] {
            try await box.store.delivered(id, at: Self.now, reference: reference)
        }
        #expect(try await box.store.reference(receiver: "jira", incident: "A") == "OPS-1")
        #expect(try await box.store.reference(receiver: "slack", incident: "A") == nil)
    }

    @Test(arguments: Kind.allCases) func aTestWaitsForNobody(kind: Kind) async throws {
        let box = try Box(kind)
        let real = try await box.cause("jira", "A")
        var event = real
        event.seq = 0
        event.draft.details["text"] = .string("a\u{0}b \u{1B}[2J")
        let draft = NoticeDraft(receiver: "jira", key: "test-1", isTest: true)
        let posted = try await box.store.post(draft, for: event, at: Self.after(1))
        #expect(posted == OutboxNotice(id: 2, draft: draft, event: event, due: Self.after(1)))
        try await box.cause("jira", "A")
        #expect(try await box.store.due(at: Self.after(1), limit: 5).map(\.id) == [1, 2])
        try await box.store.delivered(1, at: Self.now, reference: nil)
        #expect(try await box.store.due(at: Self.after(1), limit: 5).map(\.id) == [2, 3], "and nobody waits for it")
        #expect(try await box.store.due(at: Self.after(1), limit: 5).first == posted)
    }

    @Test(arguments: Kind.allCases) func oneProcessDelivers(kind: Kind) async throws {
        let box = try Box(kind)
        try await box.cause("jira", "A")
        let store = box.store
        #expect(try await store.holdDelivery(as: "a", now: Self.now, until: Self.after(10)))
        #expect(try await !store.holdDelivery(as: "b", now: Self.after(9), until: Self.after(19)))
        #expect(try await store.holdDelivery(as: "a", now: Self.after(9), until: Self.after(20)), "its holder stays")
        #expect(try await !store.holdDelivery(as: "b", now: Self.after(19), until: Self.after(29)))
        #expect(try await store.holdDelivery(as: "b", now: Self.after(20), until: Self.after(30)), "it died, or hangs")
        #expect(try await !store.holdDelivery(as: "a", now: Self.after(21), until: Self.after(31)))
        try await store.releaseDelivery(by: "a")
        #expect(try await !store.holdDelivery(as: "a", now: Self.after(21), until: Self.after(31)), "only its holder lets it go")
        try await store.releaseDelivery(by: "b")
        #expect(try await store.holdDelivery(as: "a", now: Self.after(21), until: Self.after(31)))
    }

    // MARK: - The file alone

    @Test func ofManyThatAskAtOnceOneDelivers() async throws {
        let place = try TemporaryJournal()
        _ = try await place.journal().append(Drafts.note("x"))
        for round in 0..<10 {
            let now = Self.after(round * 100)
            let holders = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        try await place.journal().holdDelivery(as: "\(number)", now: now, until: now + .seconds(10))
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(holders == 1)
        }
    }

    @Test func whoDiedIsNotWaitedFor() async throws {
        let place = try TemporaryJournal()
        let journal = SQLiteJournal(path: place.path, isAlive: { $0 != "dead" })
        _ = try await journal.append(Drafts.note("x"))
        #expect(try await journal.holdDelivery(as: "dead", now: Self.now, until: Self.after(30)))
        #expect(try await journal.holdDelivery(as: "b", now: Self.after(1), until: Self.after(31)))
        #expect(try await !journal.holdDelivery(as: "c", now: Self.after(2), until: Self.after(32)))
    }

    @Test func anEventItsNoticesAndItsCheckpointAreOneTransaction() async throws {
        let place = try TemporaryJournal()
        let journal = place.signing(routing: { event in
            ["pager", "slack"].map { NoticeDraft(receiver: $0, key: "\(event.hash.prefix(8))-\($0)") }
        })
        let event = try await journal.append(Drafts.declare())
        let notices = try await journal.notices([.pending], limit: 10)
        #expect(notices.map(\.event) == [event, event] && notices.map(\.draft.receiver) == ["pager", "slack"])
        #expect(try place.rows("SELECT 1 FROM event").count == 2, "and no notice is about a checkpoint")
        // A row that cannot be written takes the event with it.
        try place.sql("CREATE TRIGGER refuse BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'no'); END")
        await #expect(throws: JournalFailure.self) { try await journal.append(Drafts.declare("INC-2")) }
        #expect(try place.rows("SELECT 1 FROM event").count == 2 && place.rows("SELECT 1 FROM outbox").count == 2)
        try place.sql(
            "DROP TRIGGER refuse; CREATE TRIGGER refuse BEFORE INSERT ON event WHEN NEW.kind = 'journal.checkpoint' BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        await #expect(throws: JournalFailure.self) { try await journal.append(Drafts.declare("INC-2")) }
        #expect(try place.rows("SELECT 1 FROM event").count == 2 && place.rows("SELECT 1 FROM outbox").count == 2)
        try place.sql("DROP TRIGGER refuse")
        #expect(try await journal.append(Drafts.declare("INC-2")).seq == 3)
        #expect(try place.verify().isSound)
    }

    @Test func aJournalThatNobodyWroteToHasAnEmptyOutbox() async throws {
        let place = try TemporaryJournal()
        let journal = place.journal()
        #expect(try await !journal.holdDelivery(as: "a", now: Self.now, until: Self.after(1)))
        try await journal.releaseDelivery(by: "a")
        #expect(try await journal.replay(nil, at: Self.now) == 0)
        #expect(try await journal.due(at: Self.now, limit: 1) == [])
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.directory) == [], "and asking makes no file")
        try place.make(schema: 2)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: place.path)
        let reader = SQLiteJournalReader(path: place.path)
        #expect(try await reader.notices([.pending], limit: 1) == [])
        #expect(try await reader.reference(receiver: "jira", incident: "A") == nil)
        #expect(
            try await place.journal().holdDelivery(as: "a", now: Self.now, until: Self.after(1)), "the first writer migrates it")
        #expect(try place.rows("SELECT max(version) FROM schema_version").first?[0] == JournalSchema.current)
    }

    @Test func deliveriesLeaveTheChainAlone() async throws {
        let place = try TemporaryJournal()
        let journal = place.signing(routing: { _ in [NoticeDraft(receiver: "slack", key: "k")] })
        _ = try await journal.append(Drafts.declare())
        let before = try place.lines()
        try await journal.delivered(1, at: Self.now, reference: "x")
        _ = try await journal.post(
            NoticeDraft(receiver: "slack", key: "t", isTest: true), for: try await journal.events(after: 0, limit: 1)[0],
            at: Self.now)
        #expect(try place.lines() == before && place.verify().isSound)
    }

    /// What a later flipback wrote is left to a later flipback; the others are not held up.
    @Test func anEventThatCannotBeReadHoldsUpNobody() async throws {
        let place = try TemporaryJournal()
        let journal = SQLiteJournal(path: place.path, routing: { _ in [NoticeDraft(receiver: "slack", key: "k")] })
        _ = try await journal.append(Drafts.note("a", incident: "A"))
        _ = try await journal.append(Drafts.note("b", incident: "B"))
        try place.tamper("UPDATE event SET body = replace(body, 'incident.note', 'incident.later') WHERE seq = 1")
        #expect(ids(try await journal.due(at: Self.now, limit: 5)) == [2])
        await #expect(throws: JournalFailure.self) { try await journal.notices([.pending], limit: 5) }
    }
}

extension TemporaryJournal {
    /// The journal behind an outbox.
    func writer(_ store: any OutboxStoring) throws -> SQLiteJournal { try #require(store as? SQLiteJournal) }
}
