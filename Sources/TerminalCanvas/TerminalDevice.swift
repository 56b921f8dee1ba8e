/// A screen and its keys. Implemented on ncurses, and by a recording fake in tests.
@MainActor
package protocol TerminalDevice: AnyObject {
    var size: Size { get }
    /// One consumer; ends when the terminal is closed.
    var events: AsyncStream<TerminalEvent> { get }
    /// Shows a canvas. Only what changed goes out. `theme` gives the look of each role.
    func present(_ canvas: Canvas, theme: Theme)
    /// Repaints everything (ctrl-l, wall mode's periodic redraw).
    func redraw()
    func bell()
    /// Throws away keys that were typed before now; called before a sheet that commits something opens.
    func flushInput()
    /// Restores the terminal. Safe to call twice.
    func close()
}
