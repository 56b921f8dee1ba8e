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
        guard let number = Int(digits), let severity = Severity.worst(3).first(where: { $0.rawValue == number }) else {
            throw ValidationError("'\(shown(text))' is no severity; write 1, 2 or 3")
        }
        return severity
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
