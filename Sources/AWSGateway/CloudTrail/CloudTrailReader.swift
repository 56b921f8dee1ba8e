import IncidentEngine
package import IncidentModel
import Synchronization

/// Reads CloudTrail's event history: who moved aliases and published versions.
package final class CloudTrailReader: TrailReading {
    /// What is missing in the answers given so far.
    package struct Gaps: Hashable, Sendable {
        /// Events that could not be read.
        package var skipped = 0
        /// Lookups that were stopped with older events still to come.
        package var cut = 0
    }

    /// As Lambda's calls are recorded: with the version of the API.
    static let names = ["UpdateAlias20150331", "PublishVersion20150331", "CreateAlias20150331"]
    /// 1,000 events of a name, the newest: at two calls a second a busy account could keep a lookup going for minutes.
    static let pageCap = 20

    private let session: AWSSession
    private let missing = Mutex(Gaps())

    package init(session: AWSSession) { self.session = session }

    package var gaps: Gaps { missing.withLock { $0 } }

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
            if skipped > 0 { missing.withLock { $0.skipped += skipped } }
            guard let next = page.NextToken, !next.isEmpty, seen.insert(next).inserted else { return events }
            token = next
        }
        missing.withLock { $0.cut += 1 }
        return events
    }
}
