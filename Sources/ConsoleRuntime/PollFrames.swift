/// When what was polled is shown and judged: the first at once, then what comes within a gap together. A thousand functions are polled
/// a dozen times a second, which nobody can read; keys, actions and the journal do not wait for it.
struct PollFrames {
    static let gap = Duration.milliseconds(200)
    /// Who has just opened a console waits for its rows.
    static let opening = Duration.seconds(30)
    private static let slack = Duration.milliseconds(10)

    /// Uptime.
    private var openedAt: Duration?
    private var shownAt: Duration?
    private var dueAt: Duration?
    private var isUnjudged = false

    /// How long to wait before what was polled is shown, zero or less: not at all; nil when something is to be shown by then already, if
    /// only with the clock on the screen, each second.
    /// - Parameters:
    ///   - isUnjudged: it is shown though nothing is judged by it.
    ///   - isQuiet: it has brought nothing but a new age, or nothing is wrong and nobody acts.
    mutating func take(isUnjudged: Bool, isQuiet: Bool, at uptime: Duration) -> Duration? {
        self.isUnjudged = self.isUnjudged || isUnjudged
        let opened = openedAt ?? uptime
        openedAt = opened
        if isQuiet && uptime - opened >= Self.opening { return nil }
        let due = shownAt.map { $0 + Self.gap } ?? uptime
        if due <= uptime { return .zero }
        if let dueAt, dueAt > uptime, dueAt <= due { return nil }
        dueAt = due
        return due - uptime
    }

    /// Whether what waited for this moment is still to be shown: the clock may have shown it meanwhile. A sleep that ends a moment early has
    /// ended.
    func isDue(at uptime: Duration) -> Bool { dueAt.map { $0 - Self.slack <= uptime } ?? false }

    /// Returns whether there is something that is shown though nothing is judged by it.
    mutating func shown(at uptime: Duration) -> Bool {
        defer { isUnjudged = false }
        shownAt = uptime
        dueAt = nil
        return isUnjudged
    }
}
