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
    var notices = NoticeSettings()
    var keys: [KeyBinding] = []
    /// The file that was read; nil when there is none.
    var path: String?
}

/// Which targets are shown at all: those that an include pattern matches (all, when there is none) and no exclude pattern does.
struct TargetFilter: Hashable, Sendable {
    var include: [String] = []
    var exclude: [String] = []

    func allows(_ target: Target) -> Bool {
        (include.isEmpty || include.contains { NamePattern.matches(target, $0) })
            && !exclude.contains { NamePattern.matches(target, $0) }
    }
}
