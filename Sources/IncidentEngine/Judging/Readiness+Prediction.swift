package import IncidentModel

extension Readiness {
    /// How long a deployment may take to stop before a person is asked: the deadline of the plan (the first source's figure).
    package static let stopDeadline = Duration.seconds(30)

    /// How long an alias move takes until the traffic follows. Without provisioned concurrency about a second (one write and its
    /// read-back); with it AWS starts to allocate after a minute or two and then adds 500 a minute (Lambda developer guide,
    /// provisioned concurrency).
    package static func predicted(_ alias: AliasState) -> Duration { predicted(alias, strategy: nil) }

    /// - Parameters:
    ///   - strategy: how provisioned concurrency is dealt with; nil waits until the new version is warm.
    ///   - stopping: a deployment that is stopped first adds what that may take.
    package static func predicted(
        _ alias: AliasState, strategy: ProvisionedStrategy?, stopping: Deployment? = nil
    ) -> Duration {
        let stop = stopping == nil ? Duration.zero : stopDeadline
        guard let provisioned = alias.provisioned else { return .seconds(1) + stop }
        switch strategy ?? .waitWarm {
        // Three writes and a read-back, one after the other.
        case .dropAndRestore: return .seconds(3) + stop
        case .waitWarm, .versionLevel: return .seconds(90 + max(0, min(provisioned.requested, 100_000)) * 60 / 500) + stop
        }
    }
}
