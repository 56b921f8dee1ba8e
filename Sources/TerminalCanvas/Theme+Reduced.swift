extension Theme {
    /// The theme for a terminal with fewer colours: the theme's own overrides where it has them, else the nearest colours.
    /// A foreground never falls onto its background, and without colour the four states of an alarm still differ.
    package func reduced(to depth: ColorDepth) -> Theme {
        guard depth < .colors256 else { return self }
        var theme = Theme(name: name, base: Theme.reduce(base, to: depth, over: base.background))
        for role in Role.allCases {
            theme.styles[role] = Theme.reduce(override(role, depth) ?? style(role), to: depth, over: base.background)
        }
        if depth == .mono { theme.separateStates() }
        return theme
    }

    /// An override for 16 colours is also the start for 8, not for none.
    private func override(_ role: Role, _ depth: ColorDepth) -> Style? {
        if let style = overrides[depth]?[role] { return style }
        return depth == .colors8 ? overrides[.colors16]?[role] : nil
    }

    private static func reduce(_ style: Style, to depth: ColorDepth, over base: Color) -> Style {
        var result = style
        switch depth {
        case .colors256: break
        case .colors16:
            result.foreground = style.foreground.nearest(of: 16)
            result.background = style.background.nearest(of: 16)
            result.foreground = readable(result.foreground, on: result.background, light: 15)
        case .colors8:
            let foreground = style.foreground.nearest(of: 16)
            let background = style.background.nearest(of: 16)
            if case .indexed(let index) = foreground, index > 8 { result.bold = true }
            result.background = background == .indexed(8) ? .indexed(0) : folded(background)
            if foreground == .indexed(8) {
                // Eight colours have no grey: a dim foreground instead.
                result.dim = true
                result.foreground =
                    isLight(result.background) ? .indexed(0) : result.background == .default ? .default : .indexed(7)
            } else {
                result.foreground = readable(folded(foreground), on: result.background, light: 7)
            }
        case .mono:
            result.foreground = .default
            result.background = .default
            result.reverse = style.reverse || (style.background != base && style.background != .default)
        }
        return result
    }

    private static func folded(_ color: Color) -> Color {
        guard case .indexed(let index) = color, (8..<16).contains(index) else { return color }
        return .indexed(index - 8)
    }

    private static func readable(_ foreground: Color, on background: Color, light: Int) -> Color {
        guard foreground == background, foreground != .default else { return foreground }
        return isLight(background) ? .indexed(0) : .indexed(light)
    }

    private static func isLight(_ color: Color) -> Bool {
        guard let rgb = color.rgb else { return false }
        return 3 * rgb.red + 6 * rgb.green + rgb.blue > 1275
    }

    private mutating func separateStates() {
        let states: [Role] = [.ok, .alarm, .noData, .stale]
        guard Set(states.map(style)).count < states.count else { return }
        styles[.ok] = Style()
        styles[.alarm] = Style(bold: true, reverse: true)
        styles[.noData] = Style(underline: true)
        styles[.stale] = Style(reverse: true)
    }
}

extension Style {
    fileprivate init(bold: Bool = false, underline: Bool = false, reverse: Bool = false) {
        self.init()
        self.bold = bold
        self.underline = underline
        self.reverse = reverse
    }
}
