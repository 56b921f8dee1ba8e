import IncidentModel

/// How values are said to people outside the full-screen console: one place, so that every command says them alike.
enum Words {
    /// `v6 80 % v7 20 %`
    static func traffic(_ routing: Routing) -> String {
        EffectiveTraffic(routing).parts.map { "\($0.version.label) \(percent($0.share))" }.joined(separator: " ")
    }

    /// `20 %`, `0.5 %`, `8.1 %`: one decimal at most, none when it is zero.
    static func percent(_ share: Double) -> String {
        let tenths = (share * 1000).rounded()
        guard tenths.isFinite, abs(tenths) < 1e15 else { return "? %" }
        let whole = Int64(tenths)
        return whole % 10 == 0 ? "\(whole / 10) %" : "\(whole / 10).\(abs(whole % 10)) %"
    }

    /// `47 ms`, `4.2 s`, `42 s`, `2m 10s`, `3h 05m`, `9d 11h`
    static func duration(_ duration: Duration) -> String {
        let milliseconds = max(0, duration.milliseconds)
        let seconds = milliseconds / 1000
        if seconds < 1 { return "\(milliseconds) ms" }
        if seconds < 10 { return "\(seconds).\(milliseconds % 1000 / 100) s" }
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60)m \(Int(seconds % 60).padded(2))s" }
        if seconds < 86_400 { return "\(seconds / 3600)h \(Int(seconds / 60 % 60).padded(2))m" }
        return "\(seconds / 86_400)d \(seconds / 3600 % 24)h"
    }

    /// `●`/`▲`/`?` are the console's symbols; here the words of AWS are enough.
    static func alarms(_ alarms: [Alarm]) -> String {
        if alarms.isEmpty { return "no alarm" }
        let firing = alarms.filter { $0.state == .alarm }
        if !firing.isEmpty { return "ALARM " + firing.map(\.name.text).joined(separator: ", ") }
        let silent = alarms.filter { $0.state == .insufficientData }.count
        return silent == alarms.count ? "no data" : "OK"
    }

    static func outcome(_ result: ActionResult) -> String {
        let took = duration(result.duration)
        let journal = result.journalSeq.map { ", journal \($0)" } ?? ", NOT in the journal"
        return switch result.outcome {
        case .verified:
            "\(result.target)  \(traffic(result.before)) → \(traffic(result.after))  verified in \(took)\(journal)"
        case .superseded:
            "\(result.target)  superseded: somebody else moved it to \(traffic(result.after)); look before you act again"
        case .notApplied: "\(result.target)  not applied\(because(result)); it stands at \(traffic(result.after))"
        case .refused: "\(result.target)  refused\(because(result))"
        case .unknown:
            "\(result.target)  OUTCOME UNKNOWN\(because(result)); read it before anything else: flipback status \(result.target)"
        }
    }

    private static func because(_ result: ActionResult) -> String {
        if let refusal = result.refusal { return ": " + refusal.text }
        return result.failure.map { ": \($0)" } ?? ""
    }
}
