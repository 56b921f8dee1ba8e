/// Which terminfo entry to use.
struct TerminalType: Equatable {
    var name: String
    var warnings: [String] = []

    /// - Parameter lookUp: whether terminfo knows a type, and whether that can place the cursor.
    static func choose(
        _ term: String?, lookUp: (String) -> (known: Bool, able: Bool)
    ) throws(TerminalError) -> TerminalType {
        guard let term, !term.isEmpty else { throw .termUnset }
        // "unknown" is what init systems set when they have no idea.
        if term == "dumb" || term == "unknown" { throw .termTooSimple(term) }
        let answer = lookUp(term)
        if answer.able { return TerminalType(name: term) }
        if answer.known { throw .termTooSimple(term) }
        for fallback in ["xterm-256color", "vt100"] where lookUp(fallback).able {
            return TerminalType(
                name: fallback,
                warnings: ["TERM=\(term) is not known on this machine; using \(fallback) (installing ncurses-term may add it)"])
        }
        throw .termUnknown(term)
    }
}
