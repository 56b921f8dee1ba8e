/// What may keep a version from serving, besides its state.
struct VersionHealth: Sendable, Equatable {
    /// StateReasonCode, and LastUpdateStatusReasonCode of a failed update.
    var reasonCode: String?
    /// `Successful`, `Failed` or `InProgress`.
    var lastUpdate = "Successful"
    /// Its initialisation fails: no provisioned environment of it comes up.
    var initFails = false
}
