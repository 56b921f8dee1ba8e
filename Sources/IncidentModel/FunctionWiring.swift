/// What sends work to a function besides the alias' callers, and what could stand in the way of an instant switch (Lambda:
/// ListEventSourceMappings, GetPolicy, ListFunctionUrlConfigs, GetFunctionConcurrency).
package struct FunctionWiring: Hashable, Sendable {
    /// An event-source mapping: a queue, stream or topic that Lambda polls for the function.
    package struct EventSource: Hashable, Sendable {
        package var id: String
        /// The source's ARN, or the name of a self-managed one.
        package var source: DisplayText
        /// An alias, a version, or nil for the unqualified function (`$LATEST`).
        package var qualifier: String?
        /// `Enabled`, `Disabled`, `Creating` …
        package var state: String

        package init(id: String, source: DisplayText, qualifier: String?, state: String = "Enabled") {
            self.id = id
            self.source = source
            self.qualifier = qualifier
            self.state = state
        }
    }

    /// A statement of a resource policy: who may call this qualifier directly.
    package struct Permission: Hashable, Sendable {
        package var statement: DisplayText
        package var principal: DisplayText
        /// An alias, a version, or nil for the unqualified function.
        package var qualifier: String?

        package init(statement: DisplayText, principal: DisplayText, qualifier: String?) {
            self.statement = statement
            self.principal = principal
            self.qualifier = qualifier
        }
    }

    /// A function URL; it belongs to an alias or to `$LATEST`.
    package struct URLEndpoint: Hashable, Sendable {
        package var url: DisplayText
        package var qualifier: String?

        package init(url: DisplayText, qualifier: String?) {
            self.url = url
            self.qualifier = qualifier
        }
    }

    package var eventSources: [EventSource]
    package var permissions: [Permission]
    package var urls: [URLEndpoint]
    /// Reserved concurrency of the function; nil when none is reserved.
    package var reservedConcurrency: Int?
    /// Parts that could not be read: they are shown as not known, never as none.
    package var unread: [CallFailure]

    package init(
        eventSources: [EventSource] = [], permissions: [Permission] = [], urls: [URLEndpoint] = [],
        reservedConcurrency: Int? = nil, unread: [CallFailure] = []
    ) {
        self.eventSources = eventSources
        self.permissions = permissions
        self.urls = urls
        self.reservedConcurrency = reservedConcurrency
        self.unread = unread
    }
}

/// The account's concurrency in this region (Lambda: GetAccountSettings, AccountLimit).
package struct AccountLimits: Hashable, Sendable {
    package var concurrentExecutions: Int
    package var unreservedConcurrentExecutions: Int

    package init(concurrentExecutions: Int, unreservedConcurrentExecutions: Int) {
        self.concurrentExecutions = concurrentExecutions
        self.unreservedConcurrentExecutions = unreservedConcurrentExecutions
    }
}
