import Synchronization

/// All alarms with their states and history, brought up to date when somebody asks.
final class AlarmBook: Sendable {
    struct Status: Sendable {
        var definition: AlarmDefinition
        /// Oldest first, never empty.
        var transitions: [AlarmTransition]

        var state: AlarmState { transitions.last?.to ?? .insufficientData }
    }

    private let tracks: Mutex<[String: AlarmTrack]>
    private let definitions: [AlarmDefinition]
    private let metrics: MetricSource

    init(world: World, metrics: MetricSource) {
        self.metrics = metrics
        definitions = world.alarms.sorted { $0.name < $1.name }
        var made: [String: AlarmTrack] = [:]
        for definition in world.alarms {
            if case .metric(let rule) = definition.source {
                made[definition.name] = AlarmTrack(definition, rule: rule, world: world)
            }
        }
        tracks = Mutex(made)
    }

    /// Every alarm, by name, as of `now`.
    func statuses(world: World, now: Int64) -> [Status] {
        var known = advanced(world: world, now: now)
        // A composite names only alarms above it in the scenario, so one pass in that order settles all.
        for definition in world.alarms {
            if case .composite(let rule) = definition.source {
                known[definition.name] = composite(definition, rule, children: known, world: world)
            }
        }
        return definitions.compactMap { definition in
            known[definition.name].map { Status(definition: definition, transitions: $0) }
        }
    }

    /// - Returns: whether there is such a metric alarm.
    func set(_ name: String, to state: AlarmState, reason: String, world: World, now: Int64) -> Bool {
        _ = advanced(world: world, now: now)
        return tracks.withLock { tracks in
            guard tracks[name] != nil else { return false }
            tracks[name]?.set(state, reason: reason, at: now)
            return true
        }
    }

    private func advanced(world: World, now: Int64) -> [String: [AlarmTransition]] {
        let engine = MetricEngine(metrics: metrics, world: world, now: now)
        return tracks.withLock { tracks in
            for name in tracks.keys { tracks[name]?.advance(engine: engine) }
            return tracks.mapValues(\.transitions)
        }
    }

    /// Follows the children's changes; a change of theirs is noticed a second later.
    private func composite(
        _ definition: AlarmDefinition, _ rule: CompositeRule, children: [String: [AlarmTransition]], world: World
    ) -> [AlarmTransition] {
        var transitions = [
            AlarmTransition(at: definition.created, from: nil, to: .insufficientData, reason: AlarmReason.creation)
        ]
        var states: [String: AlarmState] = [:]
        var changes: [(child: String, transition: AlarmTransition)] = []
        for child in Set(rule.alarmNames) {
            for transition in children[child] ?? [] { changes.append((child, transition)) }
        }
        changes.sort { ($0.transition.at, $0.child) < ($1.transition.at, $1.child) }
        for (index, (child, transition)) in changes.enumerated() {
            states[child] = transition.to
            // What its children did before a composite existed only gives it its first state.
            let settles = index + 1 == changes.count || changes[index + 1].transition.at > definition.created
            guard transition.at > definition.created || settles else { continue }
            let next: AlarmState = rule.isTrue { states[$0] } ? .alarm : .ok
            guard let state = transitions.last?.to, next != state else { continue }
            let reason = AlarmReason.composite(arn: world.alarmARN(child), transition: transition)
            transitions.append(
                AlarmTransition(
                    at: max(transition.at, definition.created) + 1_000, from: state, to: next, reason: reason.text,
                    reasonData: reason.data))
        }
        return transitions
    }
}
