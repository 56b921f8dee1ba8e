import IncidentModel

/// One putting back, however many steps it takes: it is told once.
struct GuardKey: Hashable, Sendable {
    var target: Target
    var version: VersionID
    var rolledBackAt: Timestamp
}

extension Assessment {
    /// A version that was rolled away from and is back is bad, whatever its figures say so far.
    var shownTrouble: Trouble { guardTrip == nil ? trouble : .bad }

    /// What lists sort it by.
    var rank: Trouble { isUnread && shownTrouble == .unknown ? .calm : shownTrouble }

    func isBad(_ version: VersionID) -> Bool { version == badVersion || version == guardTrip?.version }
}

extension ConsoleState {
    /// After each judgement: rings and writes a message once for each version that was put back.
    mutating func noticeGuards(_ changed: Set<Target>?) -> [Effect] {
        var rings = false
        let trips =
            changed.map { changed in
                guardTrips.filter { !changed.contains($0.target) } + changed.compactMap { live.assessments[$0]?.guardTrip }
            } ?? live.assessments.values.compactMap(\.guardTrip)
        guardTrips = trips.sorted { $0.target < $1.target }
        for trip in guardTrips {
            let target = trip.target
            if guardSeen[trip.revision] == nil { guardSeen[trip.revision] = now }
            let key = GuardKey(target: target, version: trip.version, rolledBackAt: trip.rolledBackAt)
            guard toldGuards.insert(key).inserted else { continue }
            rings = true
            warn("\(target): \(GuardText.text(trip, self))")
        }
        return rings && !options.wall ? [.bell] : []
    }

    /// When the version was put back: as CloudTrail tells, else when it was first seen.
    func putBackAt(_ trip: GuardTrip) -> Timestamp {
        let changes = live.picture?.trail(of: trip.target) ?? []
        if let exact = changes.last(where: { $0.hasSucceeded && $0.revision == trip.revision }) { return exact.at }
        return guardSeen[trip.revision] ?? now
    }
}
