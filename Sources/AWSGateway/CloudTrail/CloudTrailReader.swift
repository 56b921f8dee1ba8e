import IncidentEngine
package import IncidentModel
import Synchronization

/// Reads CloudTrail's event history: who moved aliases and published versions.
package final class CloudTrailReader: TrailReading {
    /// As Lambda's calls are recorded: with the version of the API.
    static let names = ["UpdateAlias20150331", "PublishVersion20150331", "CreateAlias20150331"]
    /// 5,000 events of a name: more than that is not a list for a person, and takes a slow poller a quarter of an hour.
    static let pageCap = 100

    private let session: AWSSession
    private let unreadable = Mutex(0)

    package init(session: AWSSession) { self.session = session }

    /// Events so far that could not be read and are missing in the answers.
    package var skipped: Int { unreadable.withLock { $0 } }

    package func changes(since: Timestamp, to: Timestamp) async throws(CallFailure) -> [TrailEvent] {
        guard since <= to else { return [] }
        var events: [String: TrailEvent] = [:]
        // One after the other: the quota is two calls a second for the whole account.
        for name in Self.names {
            for event in try await lookup(name, from: since, to: to) { events[event.id] = event }
        }
        return events.values.filter { $0.at >= since && $0.at <= to }.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
    }

    private func lookup(_ name: String, from start: Timestamp, to end: Timestamp) async throws(CallFailure) -> [TrailEvent] {
        var events: [TrailEvent] = []
        var token: String?
        var seen: Set<String> = []
        for _ in 0..<Self.pageCap {
            let reply = try await session.read(CloudTrailCall.lookupEvents(named: name, from: start, to: end, token: token))
            let page = try reply.json(TrailPageWire.self)
            let read = page.Events.compactMap(\.event)
            events += read
            let skipped = page.Events.count - read.count
            if skipped > 0 { unreadable.withLock { $0 += skipped } }
            guard let next = page.NextToken, !next.isEmpty, seen.insert(next).inserted else { return events }
            token = next
        }
        // Half an answer would say that nobody touched what the other half is about.
        throw CallFailure(
            kind: .invalid, service: AWSService.cloudTrail.rawValue, operation: "LookupEvents",
            message: DisplayText(
                "more than \(50 * Self.pageCap) events \(name) in the time asked about; ask for less", limit: 200))
    }
}
