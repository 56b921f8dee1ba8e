struct CloudWatchService: Sendable {
    static let namespace = "http://monitoring.amazonaws.com/doc/2010-08-01/"
    let store: WorldStore
    let clock: RegionClock
    let quotas: Quotas
    let metrics: MetricSource
    func answer(_ call: Call) -> Answer { Answer(operation: "", reply: WireReply(status: 500)) }
}
