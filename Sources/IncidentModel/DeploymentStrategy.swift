/// How a deployment shifts the traffic (CodeDeploy: TrafficRoutingConfig of the deployment configuration).
package struct DeploymentStrategy: Hashable, Sendable {
    package enum Shape: Hashable, Sendable {
        case allAtOnce
        /// `share` (0…1) at first, everything after `interval`.
        case canary(share: Double, interval: Duration)
        /// `share` (0…1) more at once and after each `interval`.
        case linear(share: Double, interval: Duration)
        /// A configuration whose numbers are not known.
        case unknown
    }

    /// `CodeDeployDefault.LambdaLinear10PercentEvery1Minute`, or the team's own.
    package var name: DisplayText
    package var shape: Shape

    package init(name: DisplayText, shape: Shape) {
        self.name = name
        self.shape = shape
    }

    package static let allAtOnce = DeploymentStrategy(name: "CodeDeployDefault.LambdaAllAtOnce", shape: .allAtOnce)

    /// The next time that the traffic shifts, and the target version's share from then on; nil when there is no further step or the
    /// numbers are not known.
    /// - Parameter began: when the traffic began to shift (start of `AllowTraffic`).
    package func nextStep(after now: Timestamp, began: Timestamp) -> (at: Timestamp, share: Double)? {
        switch shape {
        case .allAtOnce, .unknown: return nil
        case .canary(_, let interval):
            let end = began + interval
            return now < end ? (end, 1) : nil
        case .linear(let share, let interval):
            guard share > 0, interval > .zero else { return nil }
            let done = max(0, Int((now - began).milliseconds / interval.milliseconds))
            // The first share is given at the beginning, so step n brings (n + 1) shares.
            guard share * Double(done + 1) < 1 - 1e-9 else { return nil }
            return (began + interval * (done + 1), min(1, share * Double(done + 2)))
        }
    }

    /// How long one step lasts; what has to be watched after a stop. Nil when there is none.
    package var interval: Duration? {
        switch shape {
        case .canary(_, let interval), .linear(_, let interval): interval
        case .allAtOnce, .unknown: nil
        }
    }
}
