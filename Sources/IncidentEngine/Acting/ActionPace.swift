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

    package init() {}
}
