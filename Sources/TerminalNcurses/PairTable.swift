import CNcurses
import TerminalCanvas

/// Colour pairs, made when they are first needed.
@MainActor
struct PairTable {
    private struct Pair: Hashable {
        var foreground: Color
        var background: Color
    }
    private var numbers: [Pair: Int32] = [:]
    private let limit: Int32
    private let colors: Int

    /// - Parameter colors: how many the terminal has; 0 makes every pair the terminal's own.
    init(limit: Int32, colors: Int) {
        self.limit = limit
        self.colors = colors
    }

    /// 0, the terminal's own colours, when no pair is left.
    mutating func number(_ style: Style) -> Int32 {
        guard colors > 0, style.foreground != .default || style.background != .default else { return 0 }
        let pair = Pair(foreground: style.foreground, background: style.background)
        if let number = numbers[pair] { return number }
        let number = Int32(numbers.count + 1)
        guard number < limit, fb_init_pair(number, code(style.foreground), code(style.background)) else { return 0 }
        numbers[pair] = number
        return number
    }

    private func code(_ color: Color) -> Int32 {
        guard case .indexed(let index) = color, index < colors else { return -1 }
        return Int32(index)
    }
}
