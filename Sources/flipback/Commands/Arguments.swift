import ArgumentParser
import IncidentModel

/// How words of the command line become values; each error says what was expected.
enum Arguments {
    static func target(_ text: String) throws -> Target {
        guard let target = Target(text) else {
            throw ValidationError("'\(shown(text))' is no target; write function:alias, for example checkout:prod")
        }
        return target
    }

    static func version(_ text: String) throws -> VersionID {
        guard let version = VersionID(text) else {
            throw ValidationError("'\(shown(text))' is no version; write its number, for example 6")
        }
        return version
    }

    /// A percentage 0…100, with or without `%`, as a share 0…1.
    static func share(_ text: String) throws -> Double {
        let number = text.hasSuffix("%") ? String(text.dropLast()) : text
        guard let percent = Double(number), percent.isFinite, (0...100).contains(percent) else {
            throw ValidationError("'\(shown(text))' is no weight; write a percentage from 0 to 100, for example 20")
        }
        return percent / 100
    }

    static func severity(_ text: String) throws -> Severity {
        let digits = text.lowercased().hasPrefix("sev") ? text.dropFirst(3).drop { $0 == "-" } : text[...]
        guard let severity = Int(digits).flatMap({ Severity(rawValue: $0) }) else {
            throw ValidationError(
                "'\(shown(text))' is no severity; write its number: 1 is the worst, 1 to 3 where the settings say no more")
        }
        return severity
    }

    static func role(_ text: String) throws -> IncidentRole {
        if let role = IncidentRole(text) { return role }
        let known = IncidentRole.known.map(\.name).joined(separator: ", ")
        throw ValidationError(
            "'\(shown(text))' is no role; write \(known), or a name of letters, digits and '-' (32 at most)")
    }

    static func stage(_ text: String) throws -> IncidentStage {
        if let stage = IncidentStage(rawValue: text.lowercased()) { return stage }
        let known = IncidentStage.allCases.map(\.rawValue)
        let hint =
            Nearest.match(text, among: known).map { "; did you mean '\($0)'?" } ?? "; write " + known.joined(separator: ", ")
        throw ValidationError("'\(shown(text))' is no stage\(hint)")
    }

    static func mark(_ text: String) throws -> Incident.Note.Mark {
        if let mark = Incident.Note.Mark(rawValue: text.lowercased()) { return mark }
        let known = Incident.Note.Mark.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("'\(shown(text))' is no mark of a note; write \(known)")
    }

    /// A web address: nothing else may be followed from a postmortem.
    static func link(_ text: String) throws -> String {
        let lower = text.lowercased()
        let isPlain = text.utf8.count <= 2048 && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
        let rest = lower.hasPrefix("https://") ? lower.dropFirst(8) : lower.hasPrefix("http://") ? lower.dropFirst(7) : ""
        guard isPlain, let first = rest.first, first != "/" else {
            throw ValidationError("'\(shown(text))' is no link; write https://… or http://…, without blanks")
        }
        return text
    }

    static func moment(_ text: String) throws -> Timestamp { try moment(text, now: WallClock().now.time) }

    /// RFC 3339, or `21:05` and `21:05:10` for the last time that it was that time in UTC.
    static func moment(_ text: String, now: Timestamp) throws -> Timestamp {
        if let time = Timestamp(rfc3339: text) { return time }
        let clock = text.hasSuffix("Z") || text.hasSuffix("z") ? text.dropLast() : text[...]
        let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
        let seconds = parts.count == 2 ? "00" : parts.last ?? ""
        let day = now.rfc3339.prefix(11)
        if parts.count == 2 || parts.count == 3, let time = Timestamp(rfc3339: "\(day)\(parts[0]):\(parts[1]):\(seconds)Z") {
            return time <= now ? time : time - .seconds(86_400)
        }
        throw ValidationError(
            "'\(shown(text))' is no time; write 2026-11-20T21:05:00Z, or 21:05 for the last time that it was so (UTC)")
    }

    /// Targets in the order given, each once.
    static func unique(_ targets: [Target]) -> [Target] {
        var seen: Set<Target> = []
        return targets.filter { seen.insert($0).inserted }
    }

    private static func shown(_ text: String) -> String { Sanitiser.sanitise(text, limit: 80) }
}

/// The options of a command that changes where traffic goes.
struct MutationOptions: ParsableArguments {
    @Flag(name: [.customShort("y"), .long], help: "Do it without asking.") var yes = false
}

/// Why it is done, where the reason may be left out.
struct ReasonOption: ParsableArguments {
    @Option(help: ArgumentHelp("Why; goes into the journal.", valueName: "text")) var reason: String = ""
}
