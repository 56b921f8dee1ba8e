/// A colour by meaning of the terminal, not of the program: the default, one of 16, or one of 256.
package enum Color: Hashable, Sendable {
    case `default`
    /// 0…255; 0…15 are the terminal's own palette.
    case indexed(Int)
}

package struct Style: Hashable, Sendable {
    package var foreground: Color = .default
    package var background: Color = .default
    package var bold = false
    package var dim = false
    package var underline = false
    package var reverse = false
    package init() {}
}

/// The look of each role; a role without a style of its own uses its parent's (`header.live` → `header` → `text`).
package struct Theme: Hashable, Sendable {
    package var name: String
    package var styles: [Role: Style]
    /// The background of the whole screen.
    package var base: Style
    /// Looks that replace `styles` on terminals with fewer colours; what is not named here is derived.
    package var overrides: [ColorDepth: [Role: Style]] = [:]

    package init(name: String, styles: [Role: Style] = [:], base: Style = Style()) {
        self.name = name
        self.styles = styles
        self.base = base
    }

    package func style(_ role: Role) -> Style {
        if let style = styles[role] { return style }
        if let dot = role.rawValue.lastIndex(of: "."), let parent = Role(rawValue: String(role.rawValue[..<dot])),
            let style = styles[parent]
        {
            return style
        }
        return styles[.text] ?? base
    }
}
