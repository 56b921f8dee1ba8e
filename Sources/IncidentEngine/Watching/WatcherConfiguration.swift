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
    /// A target whose figures were asked for so short a time ago is not asked about again when something hurries the metrics of others.
    package var metricsRest = Duration.seconds(10)
    package var versions = Duration.seconds(60)
    /// Versions of functions that nobody looks at; they change only with a release.
    package var restVersions = Duration.seconds(1800)
    package var functions = Duration.seconds(300)
    package var deployments = Duration.seconds(20)
    /// In an incident, or while a deployment runs on a target that somebody looks at.
    package var deploymentsInHaste = Duration.seconds(5)
    /// Provisioned concurrency of what is looked at; while it is being allocated, the pace of its aliases.
    package var provisioned = Duration.seconds(60)
    /// States of the versions that matter (GetFunction's own quota), of what is looked at and of the rest.
    package var states = Duration.seconds(180)
    package var restStates = Duration.seconds(3600)
    /// The quickest sweep over the fingerprints of all aliases; with more than 3,600 the quota makes it slower. Left out where the aliases
    /// themselves are read as often. A thousand probes a minute would be most of what the console costs the machine it runs on.
    package var fingerprints = Duration.seconds(180)
    package var wiring = Duration.seconds(3600)
    package var wiringFocused = Duration.seconds(300)
    package var limits = Duration.seconds(300)
    package var trail = Duration.seconds(300)
    package var trailInIncident = Duration.seconds(60)
    /// Between two slices of the days before the start.
    package var trailPast = Duration.seconds(10)
    /// X-Ray, of the selected target in an incident or in trouble.
    package var traces = Duration.seconds(60)
    package var totals = Duration.seconds(3600)
    package var caller = Duration.seconds(300)
    /// From twice `caller` before the session's end.
    package var callerAtTheEnd = Duration.seconds(15)
    /// After a failure: doubling from one second up to this.
    package var backOffCap = Duration.seconds(30)
    /// After a denied read of what the console can do without: doubling from one minute up to this.
    package var deniedCap = Duration.seconds(300)
    /// Region time: alarm history asked for at the start (CloudWatch keeps 14 days).
    package var historyReach = Duration.seconds(14 * 86_400)
    /// Region time: what is kept of each metric.
    package var metricsReach = Duration.seconds(180 * 60)
    /// Region time: how much is asked for again each time, since CloudWatch completes minutes late.
    package var metricsOverlap = Duration.seconds(4 * 60)
    /// Region time: how far back deployments are listed.
    package var deploymentsReach = Duration.seconds(86_400)
    /// Region time: how far back CloudTrail is read, and in what slices.
    package var trailReach = Duration.seconds(14 * 86_400)
    package var trailSlice = Duration.seconds(12 * 3600)
    /// Region time: how much of CloudTrail is looked at again each time, since events come 5 to 15 minutes late.
    package var trailOverlap = Duration.seconds(20 * 60)
    /// Region time.
    package var tracesReach = Duration.seconds(15 * 60)
    /// Lambda polls under way at the same time; few, so that what matters most goes next.
    package var lambdaInFlight = 4
    /// The same for GetFunction.
    package var probesInFlight = 8
    /// The same for the ledger's totals.
    package var totalsInFlight = 2

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
