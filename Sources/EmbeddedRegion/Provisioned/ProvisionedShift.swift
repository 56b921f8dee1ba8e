/// An alias whose pointer moved while its provisioned concurrency still warms up: the region keeps all requests on the old
/// version.
struct ProvisionedShift: Sendable, Equatable {
    var function: String
    var alias: String
    /// The version that serves with weight 1.
    var old: Int
    /// When the allocation ends.
    var ends: Int64
    /// The allocation ends in a failure, and the weights stay.
    var fails: Bool
    /// It has.
    var hasFailed = false
}
