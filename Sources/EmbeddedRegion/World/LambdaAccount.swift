/// Lambda's account-wide settings, and switches for what AWS does not document.
struct LambdaAccount: Sendable {
    /// Simultaneous executions of all functions.
    var concurrency = 1000
    /// Milliseconds from a request for provisioned concurrency to its first environment; drawn from 60 to 90 seconds when nil.
    var allocationDelay: Int64?
    /// Environments a minute once an allocation has begun.
    var allocationPerMinute = 500
    /// Whether an empty RoutingConfig clears the weights of a move whose provisioned concurrency was deleted; otherwise they stay
    /// until the allocation would have ended.
    var weightsYield = true
    /// Whether an alias refuses updates while its provisioned concurrency moves.
    var updatesConflict = true
    /// Whether ListVersionsByFunction sends State and LastUpdateStatus, which ListFunctions is documented to leave out.
    var listsVersionStates = false
    /// Whether ListEventSourceMappings finds a function's mappings to aliases and versions by its bare name; otherwise only those
    /// without a qualifier.
    var bareNameFindsAll = true
    /// Moves of provisioned aliases that have not ended, by `function:alias`.
    var shifts: [String: ProvisionedShift] = [:]

    /// What must stay unreserved.
    static let unreservedMinimum = 100
}
