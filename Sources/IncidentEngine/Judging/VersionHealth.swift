import IncidentModel

/// Whether a version could serve at all (Lambda function states: Pending, Active, Inactive, Failed).
enum VersionHealth {
    /// Why the version cannot take traffic, or nil.
    static func deadReason(_ version: FunctionVersion) -> String? {
        let why = version.stateReason.map { " (\($0))" } ?? ""
        if version.state == "Failed" { return "its state is Failed\(why)" }
        if version.lastUpdateStatus == "Failed" { return "its last update failed\(why)" }
        if version.state == "Pending" { return "its state is still Pending\(why)" }
        return nil
    }

    static func isInactive(_ version: FunctionVersion) -> Bool { version.state == "Inactive" }
}
