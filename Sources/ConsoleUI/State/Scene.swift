import IncidentModel

/// What the panes show: the live one, or the one that was frozen.
struct Scene: Sendable {
    var picture: FleetPicture?
    private(set) var assessments: [Target: Assessment] = [:]
    /// How bad each target is shown to be. Beside the assessments, since a fleet is sorted by it and each of those is large.
    private var troubles: [Target: Assessment.Trouble] = [:]
    /// What each is sorted by: the same, as a rule.
    private var ranks: [Target: Assessment.Trouble] = [:]
    var suggestion: SeveritySuggestion?
    /// Oldest first.
    var timeline = Timeline()
    var now: Now?
    /// Every target, trouble first, before the filter.
    var order: [Target] = []

    /// The worst state of the alarms that watch a target; nil when none does.
    func worstAlarm(_ target: Target) -> Alarm.State? {
        let states = Set(picture?.alarms(of: target).map(\.state) ?? [])
        if states.contains(.alarm) { return .alarm }
        if states.contains(.ok) { return .ok }
        return states.isEmpty ? nil : .insufficientData
    }

    func trouble(_ target: Target) -> Assessment.Trouble { troubles[target] ?? .unknown }

    /// Takes what was judged. Returns whether a target is sorted otherwise than before.
    /// - Parameter changed: nothing else differs from the last time; nil: anything may.
    mutating func take(_ assessments: [Target: Assessment], changed: Set<Target>?) -> Bool {
        self.assessments = assessments
        guard let changed else {
            troubles = assessments.mapValues(\.shownTrouble)
            let found = assessments.mapValues(\.rank)
            defer { ranks = found }
            return found != ranks
        }
        var differs = false
        for target in changed {
            troubles[target] = assessments[target]?.shownTrouble
            let rank = assessments[target]?.rank
            guard ranks[target] != rank else { continue }
            ranks[target] = rank
            differs = true
        }
        return differs
    }

    /// Whether `order` has the targets of the picture and no others.
    var isOrderComplete: Bool {
        guard let aliases = picture?.aliases else { return order.isEmpty }
        // Their places are looked for: a value would be copied.
        return order.count == aliases.count && order.allSatisfy { aliases.index(forKey: $0) != nil }
    }

    /// The version the others are compared with: the failing one, else the canary, else the pointer.
    func front(_ target: Target) -> VersionID? {
        guard let routing = picture?.aliases[target]?.value.routing else { return nil }
        if let bad = assessments[target]?.badVersion ?? assessments[target]?.guardTrip?.version { return bad }
        return routing.additional?.version ?? routing.pointer
    }

    /// Trouble first, then by name. Error rates are no part of it: rows do not dance with every poll. Targets of an open incident
    /// stay at least among the suspects, so that the one that has just recovered does not drop out of sight.
    func sorted(incidentTargets: Set<Target>) -> [Target] {
        guard let picture else { return [] }
        func rank(_ target: Target) -> Int {
            let rank = ranks[target] ?? .calm
            return incidentTargets.contains(target) ? max(rank.rawValue, Assessment.Trouble.suspect.rawValue) : rank.rawValue
        }
        // Most readings change no rank: then what was sorted stays sorted, and a thousand targets are only looked at once.
        if isOrderComplete {
            let ranks = order.map(rank)
            let isSorted = order.indices.dropFirst().allSatisfy { index in
                ranks[index - 1] == ranks[index] ? order[index - 1] < order[index] : ranks[index - 1] > ranks[index]
            }
            if isSorted { return order }
        }
        return picture.aliases.keys.map { Ranked(rank: rank($0), target: $0) }.sorted(by: Ranked.precedes).map(\.target)
    }

    private struct Ranked {
        var rank: Int
        var target: Target

        static func precedes(_ a: Ranked, _ b: Ranked) -> Bool { a.rank == b.rank ? a.target < b.target : a.rank > b.rank }
    }
}
