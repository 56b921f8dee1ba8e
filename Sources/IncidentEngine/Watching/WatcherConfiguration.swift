package import IncidentModel

/// How often the watcher reads what, in real time.
package struct WatcherConfiguration: Sendable {
    /// Aliases of the incident's and the selected targets.
    package var focused = Duration.seconds(2)
    /// Aliases on screen.
    package var visible = Duration.seconds(5)
    /// The quickest round over all other aliases; the budget may make it slower.
    package var rest = Duration.seconds(15)
    package var alarms = Duration.seconds(10)
    package var alarmHistory = Duration.seconds(60)
    /// CloudWatch has a value a minute and takes money for each asking.
    package var metrics = Duration.seconds(60)
    /// While an incident is open, so that a minute is seen soon after CloudWatch has it.
    package var metricsInIncident = Duration.seconds(15)
    /// New targets and moved pointers hurry the metrics, but never closer together than this: each asking costs money.
    package var metricsGap = Duration.seconds(2)
    package var versions = Duration.seconds(60)
    /// Versions of functions that nobody looks at; they change only with a release.
    package var restVersions = Duration.seconds(1800)
    package var functions = Duration.seconds(300)
    package var caller = Duration.seconds(300)
    /// After a failure: doubling from one second up to this.
    package var backOffCap = Duration.seconds(30)
    /// Region time: alarm history asked for at the start (CloudWatch keeps 14 days).
    package var historyReach = Duration.seconds(14 * 86_400)
    /// Region time: what is kept of each metric.
    package var metricsReach = Duration.seconds(180 * 60)
    /// Region time: how much is asked for again each time, since CloudWatch completes minutes late.
    package var metricsOverlap = Duration.seconds(4 * 60)
    /// Lambda polls under way at the same time; few, so that what matters most goes next.
    package var lambdaInFlight = 4

    package init() {}
}

/// One thing the watcher learned: when, and how often it means to look.
package struct WatcherUpdate: Sendable {
    package var observation: Observation
    package var at: Now
    package var interval: Duration

    package init(observation: Observation, at: Now, interval: Duration) {
        self.observation = observation
        self.at = at
        self.interval = interval
    }
}
