/// The two clocks a pure function may be given: region time for what is written and compared with AWS, uptime (monotonic, real seconds) for
/// ages, so that neither a stepped wall clock nor a faster drill clock makes data look younger or older than it is.
package struct Now: Hashable, Sendable {
    package var time: Timestamp
    package var uptime: Duration
    package init(time: Timestamp, uptime: Duration) {
        self.time = time
        self.uptime = uptime
    }
}
