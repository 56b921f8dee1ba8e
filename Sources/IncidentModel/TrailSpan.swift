/// A stretch of CloudTrail that was searched: everything delivered by `at` of what happened between `from` and `to` was answered.
package struct TrailSpan: Hashable, Sendable {
    package var from: Timestamp
    package var to: Timestamp
    /// When it was searched, region time.
    package var at: Timestamp

    package init(from: Timestamp, to: Timestamp, at: Timestamp) {
        self.from = from
        self.to = to
        self.at = at
    }
}
