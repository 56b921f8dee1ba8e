import IncidentModel

/// A stretch of time for which a version got traffic, and where that is known from.
struct ServingStretch: Hashable, Sendable {
    var version: VersionID
    var from: Timestamp
    var until: Timestamp
    var source: VersionRecord.Source

    var length: Duration { until - from }
    func contains(_ time: Timestamp) -> Bool { from <= time && time < until }
}

/// Stretches of several sources laid over each other: what a surer source covers, a less sure one cannot contradict.
struct ServingStretches: Sendable {
    private struct Interval {
        var from: Timestamp
        var until: Timestamp
    }

    private(set) var byVersion: [VersionID: [ServingStretch]] = [:]
    /// Sorted, apart from each other.
    private var covered: [Interval] = []

    /// Takes in the stretches of one source, the surest source first. Empty and backward ones are left out.
    mutating func add(_ layer: [ServingStretch]) {
        for stretch in layer where stretch.from < stretch.until {
            for piece in pieces(of: stretch) { byVersion[piece.version, default: []].append(piece) }
        }
        cover(layer)
    }

    /// When a surer source begins to cover, after this moment.
    func nextCovered(after time: Timestamp) -> Timestamp? { covered.first { $0.from > time }?.from }

    private func pieces(of stretch: ServingStretch) -> [ServingStretch] {
        var pieces: [ServingStretch] = []
        var rest = stretch
        for interval in covered where interval.until > rest.from {
            guard interval.from < rest.until else { break }
            if rest.from < interval.from {
                var piece = rest
                piece.until = interval.from
                pieces.append(piece)
            }
            rest.from = interval.until
            guard rest.from < rest.until else { return pieces }
        }
        return pieces + [rest]
    }

    private mutating func cover(_ layer: [ServingStretch]) {
        let all = (covered + layer.map { Interval(from: $0.from, until: $0.until) }).filter { $0.from < $0.until }
            .sorted { $0.from < $1.from }
        covered = []
        for interval in all {
            guard let last = covered.last, interval.from <= last.until else {
                covered.append(interval)
                continue
            }
            covered[covered.count - 1].until = max(last.until, interval.until)
        }
    }
}
