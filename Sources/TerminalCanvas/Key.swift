/// One key press, already decoded.
package enum Key: Hashable, Sendable {
    case character(Character)
    case control(Character)
    case enter, escape, tab, backTab, backspace, delete
    case up, down, left, right, pageUp, pageDown, home, end
    case function(Int)
}

/// What the terminal says.
package enum TerminalEvent: Hashable, Sendable {
    case key(Key)
    /// Bracketed paste, or a burst that looks like one: text, never commands.
    case paste(String)
    case resized(Size)
    /// The program was stopped and continued: everything on screen may be old.
    case resumed
    /// The terminal is gone (hang-up, EIO).
    case hangup
}
