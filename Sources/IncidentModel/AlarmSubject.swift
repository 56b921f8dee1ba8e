/// What an alarm is about, as far as its metric or its name tells.
package enum AlarmSubject: String, Sendable, CaseIterable {
    case errors, latency, throttles, other

    package init(_ alarm: Alarm) {
        var words = alarm.name.raw.lowercased()
        if case .metric(_, let name) = alarm.kind { words = name.isEmpty ? words : name.lowercased() }
        self = Self.named(words) ?? Self.named(alarm.name.raw.lowercased()) ?? .other
    }

    private static func named(_ words: String) -> AlarmSubject? {
        if words.contains("throttl") { return .throttles }
        if words.contains("error") || words.contains("5xx") || words.contains("fail") { return .errors }
        if words.contains("duration") || words.contains("latency") || words.contains("p95") || words.contains("p99") {
            return .latency
        }
        return nil
    }
}
