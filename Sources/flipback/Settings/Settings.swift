import IncidentEngine
import IncidentModel

/// What the settings file says, checked. Everything is optional: flags come first, then the environment, then this, then defaults.
struct Settings: Hashable, Sendable {
    enum ColorChoice: String, Sendable, CaseIterable { case auto, always, never }

    /// An action of the console bound to a key by the user, with the place of the entry for messages.
    struct KeyBinding: Hashable, Sendable {
        var action: String
        var key: String
        var line: Int
    }

    var profile: String?
    var region: String?
    var endpointURL: String?
    var theme: String?
    var ascii: Bool?
    var color: ColorChoice?
    /// An absolute path of the journal, instead of `journal.db` in the state directory.
    var journalPath: String?
    var targets = TargetFilter()
    /// Requests a second to the Lambda control plane, without and with an open incident (DESIGN.md, decision 7).
    var steadyBudget: Double?
    var incidentBudget: Double?
    /// How provisioned concurrency is dealt with, for how long a target is guarded, schema windows.
    var planning = PlanOptions()
    /// How long a deployment may take to stop before somebody is asked.
    var deadline: Duration?
    /// The postmortem's template: a name, or the path of a file.
    var postmortemTemplate: String?
    /// The severity matrix, and when an incident is proposed.
    var severity = SeverityRules.shipped
    var detection = DetectionRules()
    var keys: [KeyBinding] = []
    /// The file that was read; nil when there is none.
    var path: String?
}

/// Which targets are shown at all: those that an include pattern matches (all, when there is none) and no exclude pattern does.
struct TargetFilter: Hashable, Sendable {
    var include: [String] = []
    var exclude: [String] = []

    func allows(_ target: Target) -> Bool {
        let name = target.description
        return (include.isEmpty || include.contains { Self.matches(name, pattern: $0) })
            && !exclude.contains { Self.matches(name, pattern: $0) }
    }

    /// `*` stands for any characters, `?` for one; everything else for itself. A pattern without a colon means any alias.
    static func matches(_ name: String, pattern: String) -> Bool {
        let full = pattern.contains(":") ? pattern : pattern + ":*"
        return matches(Array(name), Array(full))
    }

    private static func matches(_ name: [Character], _ pattern: [Character]) -> Bool {
        var at = 0
        var place = 0
        var star: (pattern: Int, name: Int)?
        while at < name.count {
            if place < pattern.count, pattern[place] == "*" {
                star = (place, at)
                place += 1
            } else if place < pattern.count, pattern[place] == "?" || pattern[place] == name[at] {
                at += 1
                place += 1
            } else if let back = star {
                star = (back.pattern, back.name + 1)
                place = back.pattern + 1
                at = back.name + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }
}
