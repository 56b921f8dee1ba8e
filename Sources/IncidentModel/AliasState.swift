/// The RevisionId of an alias, the fence that a write carries. Opaque; changes with every update (`reference/aws-and-field-facts.md` 3.1).
package struct RevisionID: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let value: String
    package init(_ value: String) { self.value = value }
    package init(stringLiteral value: String) { self.value = value }
    package var description: String { value }
    /// The first eight characters, the form of the screen.
    package var short: String { String(value.prefix(8)) }
}

/// One alias as Lambda returned it.
package struct AliasState: Hashable, Sendable {
    package var target: Target
    package var routing: Routing
    package var revision: RevisionID
    package var description: DisplayText
    package var provisioned: ProvisionedConcurrency?

    package init(
        target: Target, routing: Routing, revision: RevisionID, description: DisplayText = "",
        provisioned: ProvisionedConcurrency? = nil
    ) {
        self.target = target
        self.routing = routing
        self.revision = revision
        self.description = description
        self.provisioned = provisioned
    }

    package var effective: EffectiveTraffic { EffectiveTraffic(routing) }
}

/// Provisioned concurrency of an alias (Lambda: GetProvisionedConcurrencyConfig).
package struct ProvisionedConcurrency: Hashable, Sendable {
    package enum Status: String, Sendable { case inProgress = "IN_PROGRESS", ready = "READY", failed = "FAILED" }
    package var requested: Int
    package var allocated: Int
    package var status: Status
    /// Why it has failed, `FUNCTION_ERROR_INIT_FAILURE`; empty when AWS gives no reason.
    package var reason: DisplayText

    package init(requested: Int, allocated: Int, status: Status, reason: DisplayText = "") {
        self.requested = requested
        self.allocated = allocated
        self.status = status
        self.reason = reason
    }
}
