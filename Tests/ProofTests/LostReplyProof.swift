import AWSGateway
import IncidentEngine
import IncidentModel
import Journal
import Testing

/// A connection that was used before dies after the write was applied and before a byte of its reply: libcurl sends such a request once more by
/// itself, and the operator may send it again after reading. A thousand times, at most one of them takes effect.
@Suite struct LostReplyProof {
    /// - Parameter alsoTheResentOne: the fault strikes every write, on a fresh connection too.
    @Test(arguments: [
        ("reset_after_apply", 1000, false), ("close_no_reply", 1000, false), ("reset_after_apply", 100, true),
        ("close_no_reply", 100, true),
    ])
    func lostRepliesOnAReusedConnectionMoveTheAliasOnceEach(fault: String, times: Int, alsoTheResentOne: Bool) async throws {
        let place = try await Place()
        // The second request of a connection or a later one; libcurl's own repetition is the first of a fresh one.
        let only = alsoTheResentOne ? "" : ", \"fromConnectionRequest\": 2"
        try await place.set("[{\"fault\": \"\(fault)\", \"operation\": \"UpdateAlias\"\(only)}]")
        var state = try await place.reader.alias(Place.target)
        var revisions: Set<RevisionID> = [state.revision]
        for number in 0..<times {
            // Opens a connection where the last one died, and uses it.
            await place.writer.keepWarm()
            let wanted = Place.routings[number % 2]
            let before = state
            let result = try #require(await place.mover.execute([place.plan(before, to: wanted)], place.context) { _ in }.first)
            #expect(result.outcome == .verified, "\(number): \(result)")
            state = try await place.reader.alias(Place.target)
            #expect(state.routing == wanted && result.revision == state.revision, "\(number)")
            #expect(revisions.insert(state.revision).inserted, "\(number): every effect makes a revision of its own")
        }
        let writes = try place.requests().filter { $0.operation == "UpdateAlias" }
        let struck = writes.filter { $0.fault == [fault] }
        // One effect for each, every one of them behind a reply that was lost; whatever was sent again met the fence.
        #expect(writes.count(where: \.tookEffect) == times)
        #expect(struck.count(where: \.tookEffect) == times)
        // And something was: this is not the test of a client that never repeats.
        #expect(writes.count > times)
        #expect(writes.filter { !$0.tookEffect }.allSatisfy { $0.status == 412 })
        let phases = try await place.journal.phases()
        #expect(phases.count(where: { $0 == .intent }) == times)
        #expect(phases.count(where: { $0 == .verified }) == times)
        let report = try JournalVerifier.verify(path: place.directory + "/journal.db")
        #expect(report.isSound, "\(report)")
        await place.close()
    }
}

extension SQLiteJournal {
    /// The phases of all events, in their order.
    func phases() async throws -> [ActionPhase] {
        var phases: [ActionPhase] = []
        var seq = 0
        while let last = try await events(after: seq, limit: 1000).last {
            phases += try await events(after: seq, limit: 1000).compactMap(\.draft.phase)
            seq = last.seq
        }
        return phases
    }
}
