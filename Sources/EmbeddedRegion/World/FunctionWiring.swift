/// What calls a function besides its aliases' customers, and what capacity it has. Moments are region milliseconds.
struct FunctionWiring: Sendable {
    struct EventSource: Sendable, Equatable {
        var uuid: String
        var source: String
        /// An alias, a version, `$LATEST`, or nil for the function without a qualifier.
        var qualifier: String?
        /// `Enabled`, `Disabled` and the states between.
        var state: String
        var batchSize: Int
        var modified: Int64
    }

    /// One statement of a resource policy.
    struct Permission: Sendable, Equatable {
        var id: String
        var qualifier: String?
        var principal: String
        var source: String?
        var action: String
    }

    struct URL: Sendable, Equatable {
        /// An alias, or nil for `$LATEST`.
        var qualifier: String?
        /// `NONE` or `AWS_IAM`.
        var auth: String
        /// `BUFFERED` or `RESPONSE_STREAM`.
        var mode: String
        var created: Int64
    }

    /// Events waiting for an asynchronous invocation.
    struct AsyncQueue: Sendable, Equatable {
        var qualifier: String?
        /// Milliseconds.
        var oldest: Int64
        var perMinute: Double
    }

    struct EventInvoke: Sendable, Equatable {
        var qualifier: String?
        var retries: Int
        /// Seconds.
        var maximumAge: Int
        var onFailure: String?
        var modified: Int64
    }

    /// Reserved concurrency from a moment on; nil is none.
    struct Reservation: Sendable, Equatable {
        var at: Int64
        var limit: Int?
    }

    var eventSources: [EventSource] = []
    var permissions: [Permission] = []
    var urls: [URL] = []
    var asyncQueue: AsyncQueue?
    var eventInvokes: [EventInvoke] = []
    var durable: [DurableExecution] = []
    /// Oldest first.
    var reservations: [Reservation] = []
    /// By alias or version.
    var provisioned: [String: ProvisionedRecord] = [:]

    /// Reserved concurrency now.
    var reserved: Int? { reservations.last?.limit }

    /// The same with moments that count from `start`.
    func placed(at start: Int64) -> FunctionWiring {
        var placed = self
        for index in placed.eventSources.indices { placed.eventSources[index].modified += start }
        for index in placed.urls.indices { placed.urls[index].created += start }
        for index in placed.eventInvokes.indices { placed.eventInvokes[index].modified += start }
        for index in placed.durable.indices {
            placed.durable[index].started += start
            if let ended = placed.durable[index].ended { placed.durable[index].ended = ended + start }
        }
        for index in placed.reservations.indices where placed.reservations[index].at != .min {
            placed.reservations[index].at += start
        }
        for key in placed.provisioned.keys { placed.provisioned[key]?.move(by: start) }
        return placed
    }
}
