package import IncidentModel

/// Reads of Lambda. Every call may suspend for as long as the transport's time limit; none is retried by the caller.
package protocol FunctionReading: Sendable {
    /// All function names of the region, paginated to the end.
    func functions() async throws(CallFailure) -> [String]
    /// All aliases of a function with their weights and revisions (ListAliases).
    func aliases(of function: String) async throws(CallFailure) -> [AliasState]
    /// One alias (GetAlias): the read-back of every write.
    func alias(_ target: Target) async throws(CallFailure) -> AliasState
    /// Every published version, `$LATEST` left out (ListVersionsByFunction).
    func versions(of function: String) async throws(CallFailure) -> [FunctionVersion]
}
