import IncidentModel

/// One thing that `flipback doctor` looked at.
struct DoctorCheck: Hashable, Sendable {
    enum Level: String, Sendable, CaseIterable { case ok, warn, fail }

    /// A stable word for scripts: `credentials`, `clock` …
    var code: String
    var level: Level
    var text: String
    /// What to do about it; nil when the level is ok.
    var fix: String?

    static func ok(_ code: String, _ text: String) -> DoctorCheck { DoctorCheck(code: code, level: .ok, text: text, fix: nil) }
    static func warn(_ code: String, _ text: String, fix: String) -> DoctorCheck {
        DoctorCheck(code: code, level: .warn, text: text, fix: fix)
    }
    static func fail(_ code: String, _ text: String, fix: String) -> DoctorCheck {
        DoctorCheck(code: code, level: .fail, text: text, fix: fix)
    }
}

extension JSONDocuments {
    /// `level` of the whole is the worst of its checks.
    static func doctor(_ checks: [DoctorCheck]) -> JSONValue {
        let worst: DoctorCheck.Level =
            checks.contains { $0.level == .fail } ? .fail : checks.contains { $0.level == .warn } ? .warn : .ok
        return [
            "level": .string(worst.rawValue),
            "checks": .array(
                checks.map {
                    [
                        "code": .string($0.code), "level": .string($0.level.rawValue), "text": .string($0.text),
                        "fix": JSONValue($0.fix),
                    ]
                }),
        ]
    }
}
