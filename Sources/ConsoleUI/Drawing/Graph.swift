import IncidentModel
import TerminalCanvas

/// One curve of a graph.
struct Curve {
    var series: MetricSeries
    var role: Role
    /// `v7 8.1 %`: what the latest value is, in words.
    var label: String
}

/// A graph over a window of time with its scale in numbers and marks for the moments something was done.
struct Graph {
    var curves: [Curve]
    var from: Timestamp
    var to: Timestamp
    /// Moments to mark, drawn as a line from top to bottom.
    var marks: [Timestamp]
    /// A number of the scale, at most 6 cells.
    var scale: (Double) -> String
    /// The smallest top of the scale, so that noise near zero stays flat.
    var floor: Double

    /// The top of the scale: 1, 2 or 5 times a power of ten, so that it does not creep with every poll.
    var top: Double {
        let most = curves.flatMap { $0.series.points.filter { $0.at >= from && $0.at <= to } }.map(\.value).max() ?? 0
        return Self.niceTop(max(most, floor))
    }

    static func niceTop(_ value: Double) -> Double {
        let wanted = max(value, 1e-9)
        var power = 1.0
        while power > wanted { power /= 10 }
        while power * 10 <= wanted { power *= 10 }
        return [1, 2, 5, 10].map { $0 * power }.first { $0 >= wanted * 0.999 } ?? wanted
    }

    static let axis = 7

    /// Draws into the rectangle: scale on the left, curves on the right of it.
    func draw(_ rect: Rect, _ pen: inout Pen) {
        guard rect.width > Self.axis + 4, rect.height > 0 else { return }
        let plot = Rect(x: rect.x + Self.axis, y: rect.y, width: rect.width - Self.axis, height: rect.height)
        let top = self.top
        for y in plot.y..<plot.maxY { pen.put(String(pen.symbols.vertical), x: plot.x - 1, y: y, role: .graphAxis) }
        pen.putRight(scale(top), x: rect.x, y: rect.y, role: .graphAxis, width: Self.axis - 1)
        if rect.height > 1 { pen.putRight(scale(0), x: rect.x, y: rect.maxY - 1, role: .graphAxis, width: Self.axis - 1) }
        for mark in marks where mark >= from && mark <= to {
            let x = plot.x + column(mark, width: plot.width)
            for y in plot.y..<plot.maxY { pen.canvas[x, y] = Cell(pen.symbols.mark, role: .graphMark) }
        }
        switch pen.symbols.graph {
        case .braille: drawDots(plot, top, &pen)
        case .block, .ascii: drawCells(plot, top, &pen)
        }
    }

    func column(_ moment: Timestamp, width: Int) -> Int {
        let span = max(1, (to - from).milliseconds)
        return max(0, min(width - 1, Int((moment - from).milliseconds * Int64(width - 1) / span)))
    }

    /// Braille: 2 × 4 dots a cell, neighbouring minutes joined. The last curve lies on top.
    private func drawDots(_ plot: Rect, _ top: Double, _ pen: inout Pen) {
        let (dotsWide, dotsHigh) = (plot.width * 2, plot.height * 4)
        var bits = [UInt32](repeating: 0, count: plot.width * plot.height)
        var roles = [Role?](repeating: nil, count: plot.width * plot.height)
        let table: [[UInt32]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
        for curve in curves {
            var last: (x: Int, y: Int, at: Timestamp)?
            for point in curve.series.points where point.at >= from && point.at <= to {
                let x = column(point.at, width: dotsWide)
                let y = dotsHigh - 1 - min(dotsHigh - 1, Int((point.value / top * Double(dotsHigh - 1)).rounded()))
                // A gap of more than two minutes is a gap, not a slope.
                let joined = last.flatMap { point.at - $0.at <= .seconds(150) ? $0 : nil }
                let start = (x: joined?.x ?? x, y: joined?.y ?? y)
                let steps = max(1, max(abs(x - start.x), abs(y - start.y)))
                for step in 0...steps {
                    let dotX = start.x + (x - start.x) * step / steps
                    let dotY = start.y + (y - start.y) * step / steps
                    let cell = dotY / 4 * plot.width + dotX / 2
                    guard bits.indices.contains(cell) else { continue }
                    bits[cell] |= table[dotX % 2][dotY % 4]
                    roles[cell] = curve.role
                }
                last = (x, y, point.at)
            }
        }
        for (cell, pattern) in bits.enumerated() where pattern != 0 {
            guard let role = roles[cell], let scalar = Unicode.Scalar(0x2800 + pattern) else { continue }
            pen.canvas[plot.x + cell % plot.width, plot.y + cell / plot.width] = Cell(Character(scalar), role: role)
        }
    }

    /// One character a cell: an eighth at its height where the font has blocks, else `*` over `.`.
    private func drawCells(_ plot: Rect, _ top: Double, _ pen: inout Pen) {
        let steps = pen.symbols.graph == .block ? pen.symbols.steps : []
        for (index, curve) in curves.enumerated() {
            let plain: Character = index == 0 && curves.count > 1 ? "." : "*"
            let fine = max(1, steps.count)
            for point in curve.series.points where point.at >= from && point.at <= to {
                let x = plot.x + column(point.at, width: plot.width)
                let most = plot.height * fine - 1
                let level = max(0, min(most, Int((point.value / top * Double(most)).rounded())))
                pen.canvas[x, plot.maxY - 1 - level / fine] = Cell(steps.isEmpty ? plain : steps[level % fine], role: curve.role)
            }
        }
    }

    /// One row: the latest minutes as rising steps, scaled to their own maximum.
    static func sparkline(
        _ series: MetricSeries, from: Timestamp, to: Timestamp, top: Double, x: Int, y: Int, width: Int, role: Role,
        _ pen: inout Pen
    ) {
        let steps = pen.symbols.steps
        guard width > 0, top > 0 else { return }
        var best = [Double?](repeating: nil, count: width)
        let span = max(1, (to - from).milliseconds)
        for point in series.points where point.at >= from && point.at <= to {
            let column = max(0, min(width - 1, Int((point.at - from).milliseconds * Int64(width - 1) / span)))
            best[column] = max(best[column] ?? 0, point.value)
        }
        // A minute may be wider than a cell: fill up to the next value.
        var last: (Double, Int)?
        for column in 0..<width {
            if let value = best[column] {
                last = (value, column)
            } else if let known = last, Int64(column - known.1) * span / Int64(width) <= 150_000 {
                best[column] = known.0
            }
            guard let value = best[column] else { continue }
            let level = min(steps.count - 1, max(0, Int((value / top * Double(steps.count - 1)).rounded())))
            pen.canvas[x + column, y] = Cell(steps[level], role: role)
        }
    }
}
