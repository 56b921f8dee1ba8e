extension PollSchedule {
    /// Which parts there is a port for. What is false is never polled.
    struct Parts: Sendable {
        var deployments = false
        var provisioned = false
        var probing = false
        var wiring = false
        var trail = false
    }

    /// Whether a poll goes before its turn.
    enum Hurry: Sendable {
        case none
        /// Something has changed: before what is read in turn.
        case changed
        /// A person waits for it: before everything.
        case atOnce
    }

    /// What is known of one poll. Times are uptimes.
    struct Record: Sendable {
        var started: Duration?
        /// Read at least once (since the last standstill).
        var isSeen = false
        var failures = 0
        var notBefore = Duration.zero
        var isRunning = false
        var hurry = Hurry.none
        /// The entry in the queues that counts; nil while it is in none.
        var ticket: UInt64?
        var lane = PollLane.other
        var due = Duration.zero
        /// False once its function is gone: it is forgotten when it ends.
        var isWanted = true
    }
}
