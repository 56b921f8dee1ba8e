/// How several targets are moved as one group.
package struct GroupPolicy: Hashable, Sendable {
    package enum Order: String, Sendable, CaseIterable {
        /// All at once, as fast as the request quota allows.
        case parallel
        /// One after the other, in the order given.
        case ordered
    }

    package var order: Order
    /// No further target is begun after this many that did not end as verified; nil goes through all.
    package var stopAfter: Int?

    package init(order: Order = .parallel, stopAfter: Int? = nil) {
        self.order = order
        self.stopAfter = stopAfter
    }
}

/// What an action asks a person while it runs: CodeDeploy has not ended within the deadline.
package struct ActionQuestion: Hashable, Sendable {
    package enum Answer: String, Sendable, CaseIterable {
        /// Wait one more deadline.
        case keepWaiting = "wait"
        /// Move the alias now, although the deployment may move it again.
        case takeAlias = "take"
    }

    package var deployment: String
    package var waited: Duration
    package var text: String

    package init(deployment: String, waited: Duration, text: String) {
        self.deployment = deployment
        self.waited = waited
        self.text = text
    }
}
