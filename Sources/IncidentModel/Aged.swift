/// A value that was read, and how old it is. A failed poll keeps the value and records the failure beside it.
package struct Aged<Value: Hashable & Sendable>: Hashable, Sendable {
    package enum Freshness: Sendable { case fresh, old, stale }

    package var value: Value
    /// When it was read, region time.
    package var readAt: Timestamp
    /// When it was read, monotonic.
    package var uptime: Duration
    /// How often it is meant to be read; fresh up to 2 ×, STALE from 5 × (never under 10 s).
    package var interval: Duration
    /// The failure of the latest attempt, when that failed.
    package var failure: CallFailure?

    package init(_ value: Value, at now: Now, interval: Duration) {
        self.value = value
        readAt = now.time
        uptime = now.uptime
        self.interval = interval
    }

    package func age(_ now: Now) -> Duration { max(.zero, now.uptime - uptime) }

    package func freshness(_ now: Now) -> Freshness {
        let age = age(now)
        if age >= max(interval * 5, .seconds(10)) { return .stale }
        return age >= max(interval * 2, .seconds(4)) ? .old : .fresh
    }
}
