package import IncidentModel

extension Readiness {
    /// How long an alias move takes until the traffic follows. Without provisioned concurrency about a second (one write and its
    /// read-back); with it AWS starts to allocate after a minute or two and then adds 500 a minute (Lambda developer guide,
    /// provisioned concurrency).
    package static func predicted(_ alias: AliasState) -> Duration {
        guard let provisioned = alias.provisioned else { return .seconds(1) }
        return .seconds(90 + max(0, min(provisioned.requested, 100_000)) * 60 / 500)
    }
}
