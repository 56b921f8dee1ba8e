/// How many colours a terminal shows; `mono` has attributes only.
package enum ColorDepth: Int, CaseIterable, Comparable, Sendable {
    case mono = 1
    case colors8 = 8
    case colors16 = 16
    case colors256 = 256

    package static func < (left: ColorDepth, right: ColorDepth) -> Bool { left.rawValue < right.rawValue }
}

extension Color {
    /// Red, green and blue 0…255 as xterm shows them; nil for the default colour.
    package var rgb: (red: Int, green: Int, blue: Int)? {
        guard case .indexed(let index) = self else { return nil }
        if index < 16 { return Color.xterm16[max(0, index)] }
        if index >= 232 {
            let level = 8 + 10 * (min(255, index) - 232)
            return (level, level, level)
        }
        let levels = [0, 95, 135, 175, 215, 255]
        let cube = index - 16
        return (levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6])
    }

    private static let xterm16: [(red: Int, green: Int, blue: Int)] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
        (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255),
    ]

    /// The nearest of the first `count` colours of the terminal's own palette.
    func nearest(of count: Int) -> Color {
        guard case .indexed(let index) = self, index >= count, let rgb else { return self }
        var best = (index: 0, distance: Int.max)
        for (candidate, other) in Color.xterm16.prefix(count).enumerated() {
            let (red, green, blue) = (rgb.red - other.red, rgb.green - other.green, rgb.blue - other.blue)
            // Weights near the eye's: green counts most. Grey is never matched by a colour: a hue the theme did not ask
            // for would mean something.
            let isGrey = rgb.red == rgb.green && rgb.green == rgb.blue
            let otherIsGrey = other.red == other.green && other.green == other.blue
            let penalty = isGrey == otherIsGrey ? 0 : 40_000
            let distance = 2 * red * red + 4 * green * green + 3 * blue * blue + penalty
            if distance < best.distance { best = (candidate, distance) }
        }
        return .indexed(best.index)
    }
}
