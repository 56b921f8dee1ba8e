import IncidentModel

/// How much of CloudTrail has been read: the latest minutes again and again, the days before the start in slices, the newest first.
struct TrailReach: Sendable {
    struct Slice: Hashable, Sendable {
        var from: Timestamp
        var to: Timestamp
    }

    let configuration: WatcherConfiguration
    /// Everything between these two was asked for and answered.
    private(set) var readFrom: Timestamp?
    private(set) var readTo: Timestamp?
    private var goal: Timestamp?

    init(_ configuration: WatcherConfiguration) { self.configuration = configuration }

    /// The next look at what is new: from what is known, less the time by which events come late; at first one slice.
    /// - Parameter unproved: when the first action began that has no proof yet: it is looked for until it is found or missing.
    func latest(now: Timestamp, unproved: Timestamp? = nil) -> Slice {
        let known = readTo.map { $0 - configuration.trailOverlap } ?? now - configuration.trailSlice
        let from = unproved.map { min(known, max($0 - TrailReconciler.skew, now - configuration.trailReach)) } ?? known
        return Slice(from: min(from, now), to: now)
    }

    /// The next slice of the past; nil when nothing is left, or before the first look at what is new.
    func past() -> Slice? {
        guard let readFrom, let goal, readFrom > goal else { return nil }
        return Slice(from: max(goal, readFrom - configuration.trailSlice), to: readFrom)
    }

    var isComplete: Bool { readFrom != nil && past() == nil }

    mutating func answered(_ slice: Slice) {
        if readFrom == nil {
            goal = slice.to - configuration.trailReach
            readFrom = slice.from
        }
        if let known = readFrom { readFrom = min(known, slice.from) }
        readTo = max(readTo ?? slice.to, slice.to)
    }
}
