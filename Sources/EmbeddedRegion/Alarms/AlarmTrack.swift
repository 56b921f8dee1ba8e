/// One alarm's states so far, evaluated minute by minute as far as somebody asked.
///
/// Quiet stretches of the past are not evaluated: only what lies around the alarm's creation, moves of its function's aliases, changes of a
/// version's behaviour and ends of traffic, and everything since two hours before the start. In between, a state other than ALARM holds.
struct AlarmTrack: Sendable {
    let definition: AlarmDefinition
    let rule: AlarmDefinition.MetricRule
    private(set) var transitions: [AlarmTransition]
    /// The next minute boundary to evaluate at, in minutes since 1970.
    private var next: Int64
    /// Milliseconds after a minute's end at which CloudWatch has evaluated it.
    private let delay: Int64
    private let eventful: [Range<Int64>]

    private static let minutesBefore: Int64 = 2
    private static let minutesAfter: Int64 = 40
    private static let tail: Int64 = 120
    private static let chunk: Int64 = 240

    init(_ definition: AlarmDefinition, rule: AlarmDefinition.MetricRule, world: World) {
        self.definition = definition
        self.rule = rule
        transitions = [
            AlarmTransition(at: definition.created, from: nil, to: .insufficientData, reason: AlarmReason.creation)
        ]
        next = definition.created.flooredDivision(60_000) + 1
        delay = 1_000 + Int64(world.noise.bits(Noise.stream("evaluation/" + definition.name), 0) % 4_000)
        eventful = Self.eventful(rule, definition, world)
    }

    var state: AlarmState { transitions.last?.to ?? .insufficientData }

    /// Evaluates every minute that is over by `now` and was not yet.
    mutating func advance(engine: MetricEngine) {
        let last = (engine.now - delay).flooredDivision(60_000)
        while next <= last {
            if state != .alarm, !eventful.contains(where: { $0.contains(next) }) {
                guard let window = eventful.first(where: { $0.lowerBound > next }) else { return }
                next = window.lowerBound
                continue
            }
            let end = min(
                last, next + Self.chunk - 1, eventful.first { $0.contains(next) }.map { $0.upperBound - 1 } ?? next + 59)
            evaluate(next...end, engine: engine)
            next = end + 1
        }
    }

    /// A person's word for the state, until the next evaluation says otherwise.
    mutating func set(_ state: AlarmState, reason: String, at: Int64) {
        transitions.append(AlarmTransition(at: at, from: self.state, to: state, reason: reason, reasonData: .object([])))
    }

    private mutating func evaluate(_ minutes: ClosedRange<Int64>, engine: MetricEngine) {
        guard let query = rule.queries.first else { return }
        let length = Int64(rule.period) * 1000
        let range = rule.evaluationPeriods + AlarmEvaluation.spareRange
        let start = (minutes.lowerBound * 60_000).flooredDivision(length) * length - Int64(range) * length
        // An alarm's queries were checked when the scenario was read, so that none is undefined here.
        let series = (try? engine.series(query, among: rule.queries, start: start, end: minutes.upperBound * 60_000)) ?? []
        var values: [Int64: Double] = [:]
        for point in series { values[point.at] = point.value }
        for minute in minutes {
            let lastPeriod = (minute * 60_000).flooredDivision(length) * length - length
            let points = (0..<range).map { values[lastPeriod - Int64(range - 1 - $0) * length] }
            let evaluation = AlarmEvaluation(points: points, rule: rule, current: state)
            guard evaluation.state != state else { continue }
            let at = minute * 60_000 + delay
            transitions.append(
                AlarmTransition(
                    at: at, from: state, to: evaluation.state,
                    reason: AlarmReason.text(evaluation, points: points, lastPeriod: lastPeriod, rule: rule, from: state),
                    reasonData: AlarmReason.data(evaluation, points: points, lastPeriod: lastPeriod, rule: rule, at: at)))
        }
    }

    /// Minutes worth evaluating, merged and ascending; the last range has no end.
    private static func eventful(
        _ rule: AlarmDefinition.MetricRule, _ definition: AlarmDefinition, _ world: World
    ) -> [Range<Int64>] {
        var moments = [definition.created]
        for query in rule.queries {
            guard case .metric(let metric) = query.source, let name = metric.dimensions["FunctionName"],
                let function = world.functions[name]
            else { continue }
            for alias in function.aliases.values {
                moments += alias.history.map(\.at)
                if let ends = alias.trafficEnds { moments.append(ends) }
            }
            for version in function.versions { moments += version.behaviours.dropFirst().map(\.from) }
        }
        let hot = world.start.flooredDivision(60_000) - tail
        var ranges: [Range<Int64>] = []
        for minute in moments.map({ $0.flooredDivision(60_000) }).sorted() where minute < hot {
            let range = (minute - minutesBefore)..<(minute + minutesAfter)
            if let before = ranges.last, before.upperBound >= range.lowerBound {
                ranges[ranges.count - 1] = before.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
        }
        if let before = ranges.last, before.upperBound >= hot { return ranges.dropLast() + [before.lowerBound..<Int64.max] }
        return ranges + [hot..<Int64.max]
    }
}
