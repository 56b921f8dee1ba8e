/// When flipback proposes an incident without an alarm, and which alarms it doubts. The settings' `detection` section changes it.
package struct DetectionRules: Hashable, Sendable {
    /// A share of requests that must not be exceeded for some minutes on end.
    package struct Breach: Hashable, Sendable {
        /// 0…1; more than this.
        package var share: Double
        /// Whole minutes on end.
        package var minutes: Int
        /// Fewer requests than this in those minutes say nothing: one failure of two is no outage.
        package var requests: Double

        package init(share: Double, minutes: Int, requests: Double) {
            self.share = share
            self.minutes = minutes
            self.requests = requests
        }
    }

    /// Of a target's requests, or of those of one version, that fail. The first source's example: "error rate > 5 % for 2 minutes".
    package var failing: Breach?
    /// Of a target's requests that are throttled; AWS counts them neither as requests nor as errors.
    package var throttled: Breach?
    /// How long a breach and a failed deployment stay a reason to propose an incident, though the figures have become good since.
    package var latch: Duration
    /// An alarm that changed its state so often within `flappingWindow` is flapping.
    package var flappingChanges: Int
    package var flappingWindow: Duration

    package init(
        failing: Breach? = Breach(share: 0.05, minutes: 2, requests: 30),
        throttled: Breach? = Breach(share: 0.2, minutes: 2, requests: 30), latch: Duration = .seconds(1800),
        flappingChanges: Int = 4, flappingWindow: Duration = .seconds(1800)
    ) {
        self.failing = failing
        self.throttled = throttled
        self.latch = latch
        self.flappingChanges = flappingChanges
        self.flappingWindow = flappingWindow
    }
}
