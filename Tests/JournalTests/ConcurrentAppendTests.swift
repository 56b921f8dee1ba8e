import IncidentModel
import Testing

@testable import Journal

@Suite struct ConcurrentAppendTests {
    @Test func twoConnectionsWithFourTasksEachMakeOneChain() async throws {
        let place = try TemporaryJournal()
        let journals = [place.journal(), place.journal()]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, journal) in journals.enumerated() {
                for task in 0..<4 {
                    group.addTask {
                        for number in 0..<25 { _ = try await journal.append(Drafts.note("\(index).\(task).\(number)")) }
                    }
                }
            }
            try await group.waitForAll()
        }
        try await expectOneChain(place, events: 200)
    }

    @Test func threeProcessesMakeOneChain() async throws {
        let place = try TemporaryJournal()
        let path = place.path
        await withTaskGroup(of: Void.self) { group in
            for name in ["p", "q", "r"] {
                group.addTask {
                    await #expect(processExitsWith: .success) { [path = path as String, name = name as String] in
                        let journal = SQLiteJournal(path: path, options: JournalOptions(lockLimit: .seconds(30)))
                        for number in 0..<40 { _ = try await journal.append(Drafts.note("\(name).\(number)")) }
                    }
                }
            }
        }
        try await expectOneChain(place, events: 120)
    }

    private func expectOneChain(_ place: TemporaryJournal, events count: Int) async throws {
        let report = try place.verify()
        #expect(report.firstBad == nil)
        #expect(report.events == count)
        let events = try await place.journal().events(after: 0, limit: count + 1)
        #expect(Set(events.compactMap { $0.draft.details["text"]?.string }).count == count)
    }
}
