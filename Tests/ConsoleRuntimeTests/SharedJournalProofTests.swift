import IncidentEngine
import IncidentModel
import TerminalCanvas
import TestSupport
import Testing

@testable import ConsoleRuntime
@testable import ConsoleUI

/// Two consoles, a wall and a script on one journal for an hour of virtual time: all four end with the same record and the same timeline.
@MainActor
struct SharedJournalProofTests {
    /// What a script writes: `flipback incident …` appends without a console.
    private static func script(_ minute: Int, _ bench: RunnerBench) -> [EventDraft] {
        let author = IncidentDrafts.Author(
            actor: "local user bot", time: bench.clock.now.time, account: Fixtures.account, region: Fixtures.region)
        guard let open = IncidentReducer.reduce(bench.journal.events).last(where: \.isOpen) else {
            return [IncidentDrafts.note(nil, text: "script, minute \(minute)", by: author)]
        }
        switch minute % 5 {
        case 0: return [IncidentDrafts.link(open.id, url: "https://example.com/\(minute)", title: "graph", by: author)]
        case 1: return [IncidentDrafts.severity(open.id, minute % 2 == 0 ? .sev1 : .sev2, reason: "users \(minute)", by: author)]
        case 2: return [IncidentDrafts.role(open.id, .scribe, person: "ed\(minute)", by: author)]
        default: return [IncidentDrafts.note(open.id, text: "script, minute \(minute)", by: author)]
        }
    }

    /// What people do in that minute, at one of the two consoles, and the event that comes of it.
    private static let people: [Int: (first: Bool, keys: String, kind: EventDraft.Kind)] = [
        2: (true, ":declare 1 canary fails", .incidentDeclared), 3: (false, ":ack", .incidentAcknowledged),
        5: (false, ":ic mia", .incidentRole), 7: (true, ":note the SDK bump", .incidentNote),
        11: (true, ":stage containment v7", .incidentStage), 14: (false, ":note --decision freeze", .incidentNote),
        20: (true, ":link https://example.com bridge", .incidentLink), 26: (false, ":role developer kim", .incidentRole),
        31: (true, ":resolve v6 serves", .incidentResolved), 40: (false, ":declare 2 slow again", .incidentDeclared),
        47: (true, ":note --hypothesis the cache", .incidentNote), 55: (false, ":resolve it was the cache", .incidentResolved),
    ]

    /// A person types a line and reads the sheet that it opens, if it opens one.
    private static func act(_ bench: RunnerBench, _ keys: String, _ kind: EventDraft.Kind) async throws {
        let before = bench.journal.events.count
        bench.device.type(keys)
        try await bench.wait("the command line to hold '\(keys)'") { bench.screen.contains(keys) }
        bench.device.press(.enter)
        try await bench.wait("'\(keys)' to be taken") {
            if case .command? = bench.runner.state.overlay { false } else { true }
        }
        if case .incident? = bench.runner.state.overlay { bench.device.press(.enter) }
        try await bench.wait("\(kind.rawValue) of '\(keys)'") {
            bench.journal.events.dropFirst(before).contains { $0.draft.kind == kind }
        }
    }

    @Test func allFourEndWithTheSameTimeline() async throws {
        let first = RunnerBench()
        let second = RunnerBench(beside: first, session: "2@2")
        let wall = RunnerBench(beside: first, canAct: false, wall: true)
        let all = [first, second, wall]
        for bench in all { bench.begin() }
        try await first.wait("every console to have read the journal and the account") {
            all.allSatisfy { !$0.runner.state.readsJournal && $0.runner.state.live.picture?.aliases[Fixtures.checkout] != nil }
        }
        for minute in 1...60 {
            if let (isFirst, keys, kind) = Self.people[minute] { try await Self.act(isFirst ? first : second, keys, kind) }
            if minute == 16 {
                // Somebody else moves the alias, for all three to see.
                first.region.set(Fixtures.checkout, Routing(pointer: "6", weights: ["7": 0.1]))
            }
            for draft in Self.script(minute, first) { _ = try await first.journal.append(draft) }
            await first.pass(.seconds(minute % 10 == 0 ? 15 : 4))
            first.clock.advance(by: .seconds(46))
        }
        await first.pass(.seconds(70))
        try await first.wait("every console to have read the journal to its end") {
            all.allSatisfy { $0.runner.mirror.incidents == IncidentReducer.reduce(first.journal.events) }
        }
        await first.pass(.seconds(70))

        let record = IncidentReducer.reduce(first.journal.events)
        #expect(record.count == 2 && record.allSatisfy { !$0.isOpen })
        #expect(record.first?.commander?.person == "mia")
        for (name, bench) in [("first", first), ("second", second), ("wall", wall)] {
            #expect(bench.runner.mirror.incidents == record, "\(name) has another record")
        }
        let told = first.runner.state.live.timeline
        let lines = Self.lines(told)
        #expect(lines.told.count { $0.contains("script, minute") } >= 20)
        #expect(!lines.seen.isEmpty)
        for (name, bench) in [("second", second), ("wall", wall)] {
            let others = Self.lines(bench.runner.state.live.timeline)
            #expect(others.told == lines.told, "\(name) tells something else")
            #expect(others.seen == lines.seen, "\(name) saw something else")
        }
        #expect(await first.end() == 0)
        #expect(await second.end() == 0)
        #expect(await wall.end() == 0)
    }

    /// What the journal and AWS tell, with its moments, and what a poll saw: that has the moment of the poll, which is each console's own,
    /// and so its own place among the others.
    private static func lines(_ timeline: Timeline) -> (told: [String], seen: [String]) {
        let entries = timeline.newest(timeline.count)
        let told = entries.filter { !$0.evidence.hasPrefix("seen") }
        let seen = entries.filter { $0.evidence.hasPrefix("seen") }
        return (told.map { "\($0.at.rfc3339) \(line($0))" }, seen.map(line))
    }

    private static func line(_ entry: TimelineEntry) -> String {
        "\(entry.who) \(entry.category.rawValue) \(entry.text) \(entry.evidence)"
    }
}
