import IncidentModel

/// How long a move takes until the traffic has followed.
enum MovePrediction {
    /// How long CodeDeploy takes to stop and take back: the first source's figure, and the operator's deadline.
    static let stop = Duration.seconds(30)
    /// One write and its read-back.
    static let write = Duration.seconds(1)
    /// Three writes and a read-back, one after the other.
    static let drop = Duration.seconds(3)

    /// AWS starts to allocate after a minute or two and then adds 500 a minute (Lambda developer guide, provisioned concurrency).
    static func warming(_ requested: Int) -> Duration { .seconds(90 + max(0, min(requested, 100_000)) * 60 / 500) }

    /// - Parameters:
    ///   - provisioned: nil where no capacity stands in the way of the move.
    ///   - stopping: a deployment that is stopped first.
    static func duration(_ provisioned: ProvisionedPlan?, stopping: Deployment?) -> Duration {
        let move = provisioned.flatMap { plan in plan.options.first { $0.strategy == plan.chosen }?.predicted } ?? write
        return move + (stopping == nil ? .zero : stop)
    }
}
