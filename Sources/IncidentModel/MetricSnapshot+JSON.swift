/// The details of the event, as `MetricSnapshot` shows them.
extension MetricSnapshot {
    package var details: [String: JSONValue] {
        [
            "occasion": .string(occasion.rawValue), "from": JSONValue(from), "to": JSONValue(to),
            "series": .array(series.map { $0.json(from: from, to: to) }),
        ]
    }

    /// - Parameters:
    ///   - action: the action that it is about, by its id.
    ///   - time: when it was taken.
    package func draft(
        incident: String?, action: String? = nil, actor: String, time: Timestamp, account: String? = nil, region: String? = nil
    ) -> EventDraft {
        EventDraft(
            time: time, actor: actor, kind: .metricSnapshot, incident: incident, action: action, account: account,
            region: region, target: target, details: details)
    }

    /// Nil for an event of another kind, or one whose details are not of this shape; a list or a place in one that is not is left out.
    package init?(_ draft: EventDraft) {
        guard draft.kind == .metricSnapshot, let target = draft.target,
            let from = draft.details["from"]?.string.flatMap({ Timestamp(rfc3339: $0) }),
            let to = draft.details["to"]?.string.flatMap({ Timestamp(rfc3339: $0) }), from < to,
            let series = draft.details["series"]?.array
        else { return nil }
        self.init(
            target: target,
            occasion: draft.details["occasion"]?.string.flatMap { Occasion(rawValue: $0) } ?? .action,
            from: from, to: to, series: series.compactMap { Series($0, from: from, to: to) })
    }
}

extension MetricSnapshot.Series {
    fileprivate func json(from: Timestamp, to: Timestamp) -> JSONValue {
        var members: [String: JSONValue] = [:]
        if let version { members["version"] = .string(version.name) }
        for (name, series, places) in [
            ("requests", requests, 1.0), ("errors", errors, 1), ("p95", p95, 10), ("throttles", throttles, 1),
        ] {
            members[name] = series.list(from: from, to: to, places: places)
        }
        return .object(members)
    }

    fileprivate init?(_ json: JSONValue, from: Timestamp, to: Timestamp) {
        guard case .object(let members) = json else { return nil }
        var version: VersionID?
        if let name = members["version"] {
            guard let known = name.string.flatMap({ VersionID($0) }) else { return nil }
            version = known
        }
        self.init(version: version)
        requests = MetricSeries(members["requests"], from: from, to: to)
        errors = MetricSeries(members["errors"], from: from, to: to)
        p95 = MetricSeries(members["p95"], from: from, to: to)
        throttles = MetricSeries(members["throttles"], from: from, to: to)
    }
}

extension MetricSeries {
    /// - Parameter places: 1 for whole numbers, 10 for one decimal.
    fileprivate func list(from: Timestamp, to: Timestamp, places: Double) -> JSONValue? {
        var values = [JSONValue](repeating: .null, count: max(0, Int((to - from).milliseconds / 60_000)))
        var isEmpty = true
        for point in points where point.at >= from {
            let index = Int((point.at - from).milliseconds / 60_000)
            guard index < values.count, point.value.isFinite else { continue }
            values[index] = .number((min(max(point.value, 0), 99_999_999) * places).rounded() / places)
            isEmpty = false
        }
        return isEmpty ? nil : .array(values)
    }

    fileprivate init(_ json: JSONValue?, from: Timestamp, to: Timestamp) {
        let longest = Int(MetricSnapshot.longest.milliseconds / 60_000)
        self.init(
            (json?.array ?? []).prefix(longest).enumerated().compactMap { index, value in
                let at = from + .seconds(60 * index)
                guard at < to, let value = value.number, value.isFinite else { return nil }
                return Point(at: at, value: value)
            })
    }
}
