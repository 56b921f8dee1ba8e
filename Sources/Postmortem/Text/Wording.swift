import IncidentEngine
import IncidentModel

/// How the postmortem writes figures, times and people.
enum Wording {
    static let notKnown = "not known"

    /// `2026-11-20 21:08:20Z`
    static func moment(_ time: Timestamp) -> String { "\(time.rfc3339.prefix(10)) \(time.clock)" }

    /// `8.1 %`; anything above zero never reads as zero.
    static func percent(_ share: Double) -> String {
        guard share.isFinite else { return notKnown }
        let hundredths = Int((max(0, min(share, 100)) * 10_000).rounded())
        if hundredths == 0 { return share > 0 ? "< 0.01 %" : "0 %" }
        let shown = hundredths >= 100 ? (hundredths + 5) / 10 * 10 : hundredths
        switch (shown / 100, shown % 100) {
        case (let whole, 0): return "\(whole) %"
        case (let whole, let rest) where rest % 10 == 0: return "\(whole).\(rest / 10) %"
        case (let whole, let rest): return "\(whole).\(rest.padded(2)) %"
        }
    }

    /// `1 h 2 m`, `4 m 12 s`, `12.4 s`, `350 ms`.
    static func duration(_ duration: Duration?) -> String {
        guard let duration else { return notKnown }
        let milliseconds = max(0, duration.milliseconds)
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        if milliseconds < 60_000 { return "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s" }
        let seconds = milliseconds / 1000
        let units: [(size: Int64, name: String)] = [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")]
        let first = units.firstIndex { seconds >= $0.size } ?? 3
        let major = "\(seconds / units[first].size) \(units[first].name)"
        guard first + 1 < units.count else { return major }
        let minor = seconds % units[first].size / units[first + 1].size
        return minor == 0 ? major : "\(major) \(minor) \(units[first + 1].name)"
    }

    /// `41 203`: thousands apart.
    static func count(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return notKnown }
        let digits = Array(String(Int64(value.rounded())))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0, digits[index - 1] != "-" { text += " " }
            text.append(digit)
        }
        return text
    }

    /// The short name of an ARN; anything else as it is.
    static func who(_ actor: String) -> String {
        let name = actor.hasPrefix("arn:") ? CallerIdentity(account: "", arn: actor).shortName : actor
        return Sanitiser.sanitise(name, limit: 64)
    }

    static func list(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }

    /// `3 minutes`
    static func counted(_ count: Int, _ noun: String) -> String { "\(Self.count(Double(count))) \(noun)\(count == 1 ? "" : "s")" }

    static func outcome(_ phase: ActionPhase) -> String {
        switch phase {
        case .intent, .sent, .acknowledged: "under way"
        case .verified: "verified"
        case .superseded: "superseded: somebody else moved it"
        case .notApplied: "not applied"
        case .unknown: "outcome unknown"
        case .refused: "refused"
        }
    }
}
