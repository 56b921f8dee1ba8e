/// What X-Ray knows of a function: what it calls and which of that fails (GetServiceGraph), and the latest failed traces
/// (GetTraceSummaries with the filter `fault`).
package struct TraceFindings: Hashable, Sendable {
    /// A service that the function calls, with the figures of the connection to it.
    package struct Downstream: Hashable, Sendable {
        package var name: DisplayText
        /// `AWS::DynamoDB::Table`, `remote`
        package var type: DisplayText
        package var requests: Int
        package var faults: Int
        package var errors: Int
        package var throttles: Int
        /// Seconds, mean.
        package var responseTime: Double?

        package init(
            name: DisplayText, type: DisplayText, requests: Int, faults: Int, errors: Int, throttles: Int, responseTime: Double?
        ) {
            self.name = name
            self.type = type
            self.requests = requests
            self.faults = faults
            self.errors = errors
            self.throttles = throttles
            self.responseTime = responseTime
        }

        package var faultRate: Double { requests > 0 ? Double(faults) / Double(requests) : 0 }
    }

    /// A failed trace.
    package struct Trace: Hashable, Sendable {
        package var id: DisplayText
        package var at: Timestamp
        /// Seconds.
        package var duration: Double
        /// The services of the fault's root cause, outermost first.
        package var rootCause: [DisplayText]

        package init(id: DisplayText, at: Timestamp, duration: Double, rootCause: [DisplayText]) {
            self.id = id
            self.at = at
            self.duration = duration
            self.rootCause = rootCause
        }
    }

    /// The one with the most faults first.
    package var downstream: [Downstream]
    /// Newest first.
    package var faults: [Trace]
    package var from: Timestamp
    package var to: Timestamp

    package init(downstream: [Downstream], faults: [Trace], from: Timestamp, to: Timestamp) {
        self.downstream = downstream
        self.faults = faults
        self.from = from
        self.to = to
    }
}
