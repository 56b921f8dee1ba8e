/// One cell of the screen. A glyph two cells wide is followed by a cell whose glyph is empty.
package struct Cell: Hashable, Sendable {
    package var glyph: Character?
    package var role: Role
    package init(_ glyph: Character? = " ", role: Role = .text) {
        self.glyph = glyph
        self.role = role
    }
}
