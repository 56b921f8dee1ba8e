/// What ncurses hands over, before it means anything.
enum RawKey: Hashable, Sendable {
    /// A scalar, also a C0 control or an ESC that starts nothing terminfo knows.
    case character(Unicode.Scalar)
    case named(NamedKey)
}

enum NamedKey: Hashable, Sendable {
    case up, down, left, right, pageUp, pageDown, home, end, backspace, delete, enter, backTab, pasteBegin, pasteEnd
    case function(Int)
    /// A key of terminfo's that the console has no use for, or bytes that are no text.
    case other
}
