/// The waits of an action, and when it gives up.
package struct ActionPace: Sendable {
    /// At most this many fenced writes with a new revision after a 412.
    package var rounds = 3
    /// Between two tries after 409 or 429, with jitter.
    package var retryFrom = Duration.seconds(1)
    package var retryTo = Duration.seconds(5)
    /// No try starts later than this after the first one.
    package var giveUpAfter = Duration.seconds(30)
    /// The waits between the tries to read back: five tries over about ten seconds.
    package var readBack: [Duration] = [.milliseconds(500), .milliseconds(1500), .seconds(3), .seconds(5)]
    /// For how long a read-back that the quota refuses is tried again beside those tries.
    package var readBackThrottled = Duration.seconds(90)
    /// How long CodeDeploy has to end a deployment that was told to stop, before somebody decides.
    package var deploymentDeadline = Duration.seconds(30)
    /// Between two reads of such a deployment; the last one repeats.
    package var deploymentPolls: [Duration] = [.seconds(2), .seconds(4), .seconds(8), .seconds(10)]
    /// Nobody is asked, and no deployment waited for, longer than this in all.
    package var waitLimit = Duration.seconds(1800)
    /// Between two looks at an alias that CodeDeploy may still move, or whose new version is being warmed.
    package var watchEvery = Duration.seconds(5)
    /// How long an alias is watched that was taken from a deployment whose steps are not known.
    package var watchDefault = Duration.seconds(60)
    /// The longest watch: one step of the slowest linear preset (10 minutes) and a minute.
    package var watchLimit = Duration.seconds(660)
    /// How long provisioned concurrency may take to be allocated; then the action is left open.
    package var warmLimit = Duration.seconds(1800)

    package init() {}
}
