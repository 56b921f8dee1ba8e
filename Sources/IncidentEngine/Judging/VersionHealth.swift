import IncidentModel

/// Whether a version could serve at all (Lambda API reference, FunctionConfiguration: State, StateReasonCode, LastUpdateStatus).
enum VersionHealth {
    /// States in which a version takes no traffic. `Active` and `Inactive` do, the latter after its first calls have failed.
    private static let deadStates: Set<String> = [
        "Failed", "Pending", "Deactivating", "Deactivated", "ActiveNonInvocable", "Deleting",
    ]

    /// Why the version cannot take traffic, or nil.
    static func deadReason(_ version: FunctionVersion) -> String? {
        let why = why(version).map { " (\($0))" } ?? ""
        if version.state == "Pending" { return "its state is still Pending\(why)" }
        if deadStates.contains(version.state) { return "its state is \(version.state)\(why)" }
        if version.lastUpdateStatus == "Failed" { return "its last update failed\(why)" }
        // An idle version is prepared again by its first call, and what its code names makes that fail.
        if version.state == "Inactive", let code = version.reasonCode, StateReason(code) != nil {
            return "its state is Inactive\(why): it could not be prepared again"
        }
        return nil
    }

    static func isInactive(_ version: FunctionVersion) -> Bool { version.state == "Inactive" }

    /// `ImageDeleted: its container image is gone from the registry`, and where there is no code what the service said.
    private static func why(_ version: FunctionVersion) -> String? {
        guard let code = version.reasonCode, !code.isEmpty else { return version.stateReason?.text }
        return "\(Wording.typed(code)): \(StateReason(code)?.meaning ?? version.stateReason?.text ?? "the service says no more")"
    }
}
