/// When what was polled is shown and judged: the first at once, then what comes within a gap together. A thousand functions are polled
/// a dozen times a second, which nobody can read; keys, actions and the journal do not wait for it.
struct PollFrames {
    static let gap = Duration.milliseconds(200)
    /// While nothing is wrong and nobody acts: as often as the clock on the screen.
    static let calmGap = Duration.seconds(1)
    /// Who has just opened a console waits for its rows.
    static let opening = Duration.seconds(30)

    /// Uptime.
    private var openedAt: Duration?
    private var shownAt: Duration?
    private var isDue = false
    private var hasNews = false

    /// How long to wait before what was polled is shown, zero or less: not at all; nil when something waits already.
    mutating func take(hasNews: Bool, isCalm: Bool, at uptime: Duration) -> Duration? {
        self.hasNews = self.hasNews || hasNews
        let opened = openedAt ?? uptime
        openedAt = opened
        let gap = isCalm && uptime - opened >= Self.opening ? Self.calmGap : Self.gap
        let wait = shownAt.map { $0 + gap - uptime } ?? .zero
        if wait <= .zero { return .zero }
        if isDue { return nil }
        isDue = true
        return wait
    }

    /// Returns whether there is something that is shown though nothing is judged by it.
    mutating func shown(at uptime: Duration) -> Bool {
        defer { hasNews = false }
        shownAt = uptime
        isDue = false
        return hasNews
    }
}
