/// A delivery pipeline that wants one version on an alias and deploys it again when somebody moves the alias away.
struct PipelineRecord: Sendable, Equatable {
    var function: String
    var alias: String
    var version: Int
    /// Region milliseconds from the move away to the next deployment.
    var patience: Int64
    /// Deployments it still makes.
    var remaining: Int
    /// The session of its role, `ci-1183`.
    var session: String
}
