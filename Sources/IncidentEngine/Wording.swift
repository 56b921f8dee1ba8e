package import IncidentModel

/// How the engine writes figures in its sentences. Without Foundation, so that the planner stays pure.
enum Wording {
    /// `20 %`, `8.1 %`, `0.03 %`; a share of 0…1. Anything above zero never reads as zero.
    static func percent(_ share: Double) -> String {
        guard share.isFinite else { return "? %" }
        let hundredths = Int((max(0, min(share, 1_000_000)) * 10_000).rounded())
        if hundredths == 0 { return share > 0 ? "< 0.01 %" : "0 %" }
        let shown = hundredths >= 100 ? (hundredths + 5) / 10 * 10 : hundredths
        let fraction = shown % 100
        if fraction == 0 { return "\(shown / 100) %" }
        if fraction % 10 == 0 { return "\(shown / 100).\(fraction / 10) %" }
        return "\(shown / 100).\(fraction.padded(2)) %"
    }

    /// The two largest units: `9 d 11 h`, `4 m 12 s`, `12 s`.
    static func duration(_ duration: Duration) -> String {
        let seconds = max(0, duration.milliseconds / 1000)
        let units: [(Int64, String)] = [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")]
        guard let first = units.firstIndex(where: { seconds >= $0.0 }) else { return "0 s" }
        let major = seconds / units[first].0
        guard first + 1 < units.count else { return "\(major) s" }
        let minor = seconds % units[first].0 / units[first + 1].0
        return minor == 0 ? "\(major) \(units[first].1)" : "\(major) \(units[first].1) \(minor) \(units[first + 1].1)"
    }

    /// `912`, `41 k`, `1.2 M`.
    static func count(_ value: Double) -> String {
        guard value.isFinite, value >= 0 else { return "?" }
        for (unit, name) in [(1_000_000_000.0, "G"), (1_000_000.0, "M"), (1000.0, "k")] where value >= unit {
            let tenths = Int((min(value / unit, 1_000_000) * 10).rounded())
            return tenths < 100 && tenths % 10 != 0 ? "\(tenths / 10).\(tenths % 10) \(name)" : "\(tenths / 10) \(name)"
        }
        return String(Int(value.rounded()))
    }

    /// `2026-11-19 16:02 UTC`
    static func moment(_ time: Timestamp) -> String {
        let c = time.civil
        return "\(c.year.padded(4))-\(c.month.padded(2))-\(c.day.padded(2)) \(c.hour.padded(2)):\(c.minute.padded(2)) UTC"
    }

    /// `21:09Z`
    static func minute(_ time: Timestamp) -> String {
        let c = time.civil
        return "\(c.hour.padded(2)):\(c.minute.padded(2))Z"
    }

    /// `v5, v6 and v7`
    static func list(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }

    /// A name that a person or a script typed, safe to print.
    static func typed(_ text: String) -> String { Sanitiser.sanitise(text, limit: 128) }
}

extension Routing {
    /// Where the traffic goes: `v6 80 % v7 20 %`, the pointer's version first.
    package var trafficText: String {
        let parts = EffectiveTraffic(self).parts
        let ordered = parts.filter { $0.version == pointer } + parts.filter { $0.version != pointer }
        return ordered.map { "\($0.version.label) \(Wording.percent($0.share))" }.joined(separator: " ")
    }

    /// What the call says: `v6, no weights`, `v6, v7 at 20 %`.
    var callText: String {
        guard let (version, share) = additional else { return "\(pointer.label), no weights" }
        return "\(pointer.label), \(version.label) at \(Wording.percent(share))"
    }

    package var versions: Set<VersionID> { Set(EffectiveTraffic(self).parts.map(\.version)) }
}
