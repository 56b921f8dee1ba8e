/// Work that goes on on a version after the alias has left it: a rollback moves what comes in, not what is under way.
package struct StrandedWork: Hashable, Sendable {
    /// A durable execution, pinned to the version that it began on (Lambda: ListDurableExecutionsByFunction).
    package struct DurableExecution: Hashable, Sendable {
        package var name: DisplayText
        package var arn: String
        package var startedAt: Timestamp?

        package init(name: DisplayText, arn: String, startedAt: Timestamp?) {
            self.name = name
            self.arn = arn
            self.startedAt = startedAt
        }
    }

    package var target: Target
    package var version: VersionID
    /// Executions in flight on the version in the latest minute that CloudWatch has; nil when it is not known.
    package var inFlight: Int?
    package var inFlightAt: Timestamp?
    package var durable: [DurableExecution]
    /// Age of the oldest queued asynchronous event of the function (CloudWatch: AsyncEventAge); nil when it is not known.
    package var oldestAsyncEvent: Duration?
    /// Event-source mappings that call the version directly.
    package var eventSources: [FunctionWiring.EventSource]
    /// What could not be read: shown as not known.
    package var unread: [CallFailure]

    package init(
        target: Target, version: VersionID, inFlight: Int? = nil, inFlightAt: Timestamp? = nil, durable: [DurableExecution] = [],
        oldestAsyncEvent: Duration? = nil, eventSources: [FunctionWiring.EventSource] = [], unread: [CallFailure] = []
    ) {
        self.target = target
        self.version = version
        self.inFlight = inFlight
        self.inFlightAt = inFlightAt
        self.durable = durable
        self.oldestAsyncEvent = oldestAsyncEvent
        self.eventSources = eventSources
        self.unread = unread
    }

    /// Nothing is left and everything was read.
    package var isNone: Bool {
        (inFlight ?? 0) == 0 && durable.isEmpty && oldestAsyncEvent == nil && eventSources.isEmpty && unread.isEmpty
    }
}
