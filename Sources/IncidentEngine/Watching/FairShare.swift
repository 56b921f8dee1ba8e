/// Shares one quota among lanes by their weights (stride scheduling): each turn goes to the lane that has had least for its weight. A lane
/// that had nothing to read for a while does not save up its turns.
struct FairShare: Sendable {
    private var passes = [Double](repeating: 0, count: PollLane.allCases.count)
    private var present = 0.0

    /// Of the lanes that have something to read now, in the order of their importance, the one whose turn it is.
    func choose(_ ready: [PollLane]) -> PollLane? {
        var chosen: PollLane?
        for lane in ready {
            if let best = chosen, max(passes[best.rawValue], present) <= max(passes[lane.rawValue], present) { continue }
            chosen = lane
        }
        return chosen
    }

    mutating func charge(_ lane: PollLane, _ cost: Double) {
        guard lane != .atOnce else { return }
        present = max(passes[lane.rawValue], present)
        passes[lane.rawValue] = present + cost / lane.weight
    }

    /// What each lane gets of a rate in the long run: those that want less than their share leave the rest to the others.
    /// - Parameter wanted: by lane, requests per second.
    static func shares(of rate: Double, wanted: [PollLane: Double]) -> [PollLane: Double] {
        var given: [PollLane: Double] = [:]
        var open = wanted.filter { $0.value > 0 }
        var left = rate
        while !open.isEmpty {
            let weights = open.keys.reduce(0) { $0 + $1.weight }
            let modest = open.filter { $0.value <= left * $0.key.weight / weights }
            if modest.isEmpty {
                for lane in open.keys { given[lane] = left * lane.weight / weights }
                break
            }
            for (lane, want) in modest {
                given[lane] = want
                left -= want
                open[lane] = nil
            }
        }
        return given
    }
}
