/// Why there is no full screen here, and what to do about it.
package enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `standard input` or `standard output` is not a terminal.
    case notATerminal(String)
    case termUnset
    /// TERM names a terminal that can't place its cursor (`dumb`).
    case termTooSimple(String)
    /// terminfo does not know TERM, nor any fallback.
    case termUnknown(String)
    case alreadyOpen

    package var description: String {
        switch self {
        case .notATerminal(let which):
            "\(which) is not a terminal: the console needs one; `flipback status` and the other commands do not"
        case .termUnset:
            "TERM is not set, so the terminal's abilities are unknown; set it, for example: TERM=xterm-256color flipback"
        case .termTooSimple(let term):
            "TERM=\(term) can't place the cursor, so there is no full screen; set TERM to what your terminal really is, "
                + "for example: TERM=xterm-256color flipback; or use `flipback status`, which prints plain lines"
        case .termUnknown(let term):
            "TERM=\(term) is not known on this machine, nor are xterm-256color and vt100; install ncurses-base (or ncurses-term)"
        case .alreadyOpen: "the terminal is in use by this program already"
        }
    }
}
