package import IncidentModel

/// Reads of provisioned concurrency.
package protocol ProvisionedReading: Sendable {
    /// By qualifier, an alias or a version; empty when the function has none (ListProvisionedConcurrencyConfigs).
    func provisioned(of function: String) async throws(CallFailure) -> [String: ProvisionedConcurrency]
    /// Nil when the qualifier has none (GetProvisionedConcurrencyConfig).
    func provisioned(of function: String, qualifier: String) async throws(CallFailure) -> ProvisionedConcurrency?
}

/// Writes of provisioned concurrency. Neither has a fence; both may be repeated with the same effect.
package protocol ProvisionedWriting: Sendable {
    /// PutProvisionedConcurrencyConfig.
    /// - Returns: the request id.
    func put(_ requested: Int, on function: String, qualifier: String) async throws(CallFailure) -> String
    /// DeleteProvisionedConcurrencyConfig.
    /// - Returns: the request id.
    func delete(on function: String, qualifier: String) async throws(CallFailure) -> String
}
