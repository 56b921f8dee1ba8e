import IncidentModel

/// What an action works with.
struct ActionTools: Sendable {
    let ports: ActionPorts
    let readBack: AliasReadBack
    /// Nil where CodeDeploy is not read.
    let deployments: (any DeploymentReading)?
    let provisioned: (any ProvisionedReading)?
    let clock: any EngineClock
    let pace: ActionPace
    /// 0…1.
    let jitter: @Sendable () -> Double
    /// Of a group; a single action never waits.
    let gate: CallGate?
    let control: ActionControl
    let progress: @Sendable (ActionProgress) -> Void

    /// Between two tries after 409 or 429, with jitter; a service's own Retry-After counts up to the longest wait.
    func retryWait(_ failure: CallFailure) -> Duration {
        let spread = pace.retryTo - pace.retryFrom
        let jittered = pace.retryFrom + .milliseconds(Int64(Double(spread.milliseconds) * jitter()))
        return min(pace.retryTo, max(jittered, failure.retryAfter ?? .zero))
    }
}
