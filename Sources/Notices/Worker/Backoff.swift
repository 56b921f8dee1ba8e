/// When a notice is tried again: 5 s after the first failure, then twice as long each time up to five minutes (an incident does not wait
/// an hour for its ticket), each with up to a fifth less so that many do not come at once, and given up after about a day.
package enum Backoff {
    static let first = Duration.seconds(5)
    static let longest = Duration.seconds(300)
    /// 315 s for the six pauses that grow, then 300 s each, a tenth less on average: 23 h 40 min.
    package static let attempts = 320

    /// Nil when it is given up.
    /// - Parameters:
    ///   - attempt: which attempt has failed, from 1.
    ///   - asked: Retry-After, which is kept to and never shortened.
    ///   - random: 0…1.
    package static func pause(after attempt: Int, asked: Duration? = nil, random: Double) -> Duration? {
        guard attempt < attempts else { return nil }
        let grown = attempt > 7 ? longest : min(longest, first * (1 << max(0, attempt - 1)))
        let pause = grown * (1 - 0.2 * min(max(random, 0), 1))
        return max(pause, asked ?? .zero)
    }
}
