package import TerminalCanvas

/// What the environment and the command line say about the terminal; read by the caller.
package struct TerminalOptions: Hashable, Sendable {
    package enum ColorMode: Hashable, Sendable {
        /// As many as terminfo says, none with NO_COLOR.
        case auto
        /// Colours in spite of NO_COLOR.
        case always
        case never
    }

    /// TERM.
    package var term: String?
    /// Seven-bit glyphs even where UTF-8 would work.
    package var ascii: Bool
    package var colors: ColorMode
    /// NO_COLOR is set and not empty.
    package var noColor: Bool

    package init(term: String?, ascii: Bool = false, colors: ColorMode = .auto, noColor: Bool = false) {
        self.term = term
        self.ascii = ascii
        self.colors = colors
        self.noColor = noColor
    }

    /// The depth to use on a terminal that has `available` colours.
    package func depth(available: Int) -> ColorDepth {
        if colors == .never || (colors == .auto && noColor) { return .mono }
        return ColorDepth.allCases.last { $0.rawValue <= available } ?? .mono
    }
}
