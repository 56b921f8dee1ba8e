/// Requests of one alias that one version answered within one minute, under one behaviour.
struct TrafficSlice: Sendable, Equatable {
    var version: Int
    var invocations: Int
    var errors: Int
    /// Milliseconds, with the minute's noise in it.
    var median: Double
    var spread: Double
    /// Requests turned away for want of reserved concurrency; not among the invocations.
    var throttles = 0
    /// Region milliseconds of its first request at the earliest.
    var from: Int64 = 0
}
