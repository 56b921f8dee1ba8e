/// What a run of deliveries came to.
package struct DeliverySummary: Hashable, Sendable {
    package var delivered = 0
    /// Attempts that failed and are made again later.
    package var late = 0
    package var dead = 0
    /// Another process has the right to deliver, so this one did nothing.
    package var isHeldElsewhere = false

    package init(delivered: Int = 0, late: Int = 0, dead: Int = 0) {
        self.delivered = delivered
        self.late = late
        self.dead = dead
    }

    mutating func add(_ other: DeliverySummary) {
        delivered += other.delivered
        late += other.late
        dead += other.dead
    }
}
