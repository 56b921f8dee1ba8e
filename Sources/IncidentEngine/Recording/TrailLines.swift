import IncidentModel

/// What CloudTrail adds to the timeline: who moved which alias, who published which version, and the proof of our own actions.
struct TrailLines {
    /// A poll's time may be a little before the event's, by clocks that differ.
    private static let skew = Duration.seconds(5)

    /// By request id.
    let proofs: [String: String]
    private let published: [String: [VersionID: TrailEvent]]
    private let changes: [Target: [TrailChange]]

    init(_ picture: FleetPicture) {
        let events = (picture.trail?.value ?? []).filter(\.hasSucceeded)
        var proofs: [String: String] = [:]
        var published: [String: [VersionID: TrailEvent]] = [:]
        for event in events {
            if !event.requestID.isEmpty { proofs[event.requestID] = event.evidence }
            if event.name == "PublishVersion", let version = event.version {
                published[event.function, default: [:]][version] = event
            }
        }
        self.proofs = proofs
        self.published = published
        let targets = Set(events.compactMap(\.target))
        changes = Dictionary(uniqueKeysWithValues: targets.map { ($0, TrailChange.all(of: $0, picture: picture)) })
    }

    /// Moves of aliases by others than us.
    /// - Parameter ours: the request ids of our own actions, which have a line already.
    func entries(ours: Set<String>) -> [(id: String, entry: TimelineEntry)] {
        changes.flatMap { target, changes in
            changes.filter { !ours.contains($0.event.requestID) }.compactMap { change in
                guard let text = Self.text(target, change) else { return nil }
                return (
                    change.event.id,
                    TimelineEntry(
                        at: change.event.at, who: change.who, category: .alias, text: text, target: target,
                        evidence: change.event.evidence)
                )
            }
        }
    }

    /// The line of a version with who published it, where CloudTrail tells.
    func signed(_ entry: TimelineEntry, function: String, version: VersionID) -> TimelineEntry {
        guard let event = published[function]?[version] else { return entry }
        var signed = entry
        signed.who = TrailChange.shortName(event.who.text)
        signed.evidence = event.evidence
        return signed
    }

    /// The seen changes that CloudTrail does not tell of. A poll may see several changes as one, so what counts is where the alias was
    /// left; a change that CloudTrail has not delivered yet may lie between, so an event stands for no poll behind an unexplained one or
    /// behind a move of ours.
    /// - Parameter ours: when each move of ours on a target was begun, oldest first.
    func unexplained(_ seen: [TimelineEntry], ours: [Target: [Timestamp]]) -> [TimelineEntry] {
        var open: [Target: Timestamp] = [:]
        return seen.sorted { $0.at < $1.at }.filter { entry in
            guard entry.category == .alias, let target = entry.target, let changes = changes[target] else { return true }
            // A change that seems to change nothing has no line: what came before it has not been delivered yet.
            let last = changes.last { $0.event.at <= entry.at + Self.skew && Self.text(target, $0) != nil }
            if let moved = ours[target]?.last(where: { $0 <= entry.at }) {
                open[target] = max(open[target] ?? .epoch, moved - Self.skew)
            }
            let isTold =
                last.map { change in
                    entry.text.text.hasSuffix("→ \(change.after?.trafficText ?? "gone")")
                        && (open[target].map { $0 < change.event.at } ?? true)
                } ?? false
            if !isTold { open[target] = entry.at }
            return !isTold
        }
    }

    private static func text(_ target: Target, _ change: TrailChange) -> DisplayText? {
        switch (change.before, change.after) {
        case (let before?, let after?): before == after ? nil : TimelineBuilder.text(target, before, after)
        case (nil, let after?): DisplayText("\(target)  → \(after.trafficText)")
        case (_, nil): DisplayText("\(target)  deleted")
        }
    }
}
