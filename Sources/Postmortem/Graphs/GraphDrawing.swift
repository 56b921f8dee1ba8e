import IncidentModel

/// Draws charts as SVG: by itself a file, inline a part of an HTML page. Nothing in it is loaded from elsewhere, and no line is told from another by
/// its colour alone: each has dashes and dots of its own.
struct GraphDrawing {
    private static let width = 760.0
    private static let left = 52.0
    private static let right = 16.0
    private static let top = 58.0
    private static let plot = 170.0
    private static let foot = 34.0
    private static var height: Double { top + plot + foot }

    private static let dashes = ["", "7 4", "2 3", "10 3 2 3", "4 2 1 2 1 2", "14 5"]
    private static let shapes = 4
    private static let style = """
        .fb{--ink:#1f2328;--dim:#59636e;--grid:#d1d9e0;--bad:#b42318;--c0:#0550ae;--c1:#bc4c00;--c2:#116329;--c3:#6639ba;--c4:#1f2328;--c5:#8a2f62;font:12px system-ui,sans-serif}
        @media (prefers-color-scheme:dark){.fb{--ink:#e6edf3;--dim:#9198a1;--grid:#3d444d;--bad:#ff8e86;--c0:#79b8ff;--c1:#ffa657;--c2:#6fdd8b;--c3:#d2a8ff;--c4:#e6edf3;--c5:#ff9bce}}
        .fb text{fill:var(--ink)}.fb .dim{fill:var(--dim)}.fb .grid{stroke:var(--grid)}.fb .mark{stroke:var(--ink);stroke-dasharray:1 3}.fb .level{stroke:var(--bad);stroke-dasharray:6 3}.fb .line{fill:none;stroke-width:2}
        """

    private let charts: [Chart]
    private let id: String

    /// - Parameter id: letters, digits and `-`, another one for each drawing of a page.
    init(_ charts: [Chart], id: String) {
        self.charts = charts
        self.id = id
    }

    var svg: String {
        let marks = charts.first?.marks ?? []
        let shown = Array(marks.prefix(12))
        let list = shown.isEmpty ? 0 : Double(shown.count) * 17 + 14
        let total = Double(charts.count) * Self.height + list
        let title = charts.map(\.title).joined(separator: "; ")
        var text = """
            <svg xmlns="http://www.w3.org/2000/svg" class="fb" role="img" aria-labelledby="\(id)-t" viewBox="0 0 \(n(Self.width)) \(n(total))">\
            <title id="\(id)-t">\(HTMLText.escape(title))</title><style>\(Self.style)</style>
            """
        for (index, chart) in charts.enumerated() {
            text += "<g transform=\"translate(0 \(n(Double(index) * Self.height)))\">\(draw(chart))</g>\n"
        }
        for (index, mark) in shown.enumerated() {
            let y = Double(charts.count) * Self.height + Double(index) * 17 + 10
            text += label("\(index + 1)  \(mark.at.clock)  \(mark.text)", x: Self.left, y: y)
        }
        return text + "</svg>\n"
    }

    private func draw(_ chart: Chart) -> String {
        var text =
            label(chart.title, x: Self.left, y: 16, extra: " font-weight=\"600\"")
            + label(chart.axis, x: Self.left, y: 32, kind: "dim")
        for step in 0...4 {
            let value = chart.top * Double(step) / 4
            let y = self.y(value, chart)
            text += line(Self.left, y, Self.width - Self.right, y, "grid")
            text += label(Self.axisNumber(value), x: Self.left - 6, y: y + 4, kind: "dim", anchor: "end")
        }
        for tick in chart.ticks {
            let x = self.x(tick, chart)
            text += line(x, Self.top + Self.plot, x, Self.top + Self.plot + 4, "grid")
            text += label("\(tick.clock.prefix(5))Z", x: x, y: Self.top + Self.plot + 18, kind: "dim", anchor: "middle")
        }
        if let level = chart.level {
            let y = self.y(level.value, chart)
            text += line(Self.left, y, Self.width - Self.right, y, "level")
            text += label("threshold \(level.label)", x: Self.width - Self.right, y: y - 4, anchor: "end")
        }
        for (index, mark) in chart.marks.prefix(12).enumerated() {
            let x = self.x(mark.at, chart)
            text += line(x, Self.top - 2, x, Self.top + Self.plot, "mark")
            // Marks of one moment stand in two rows.
            text += label("\(index + 1)", x: x, y: Self.top - (index.isMultiple(of: 2) ? 6 : 16), anchor: "middle")
        }
        for drawn in chart.lines { text += draw(drawn, chart) }
        return text + legend(chart)
    }

    private func draw(_ drawn: Chart.Line, _ chart: Chart) -> String {
        let color = "var(--c\(drawn.style % 6))"
        if drawn.isDots {
            return drawn.points.map { dot(x($0.at, chart), y($0.value, chart), drawn.style, color) }.joined()
        }
        var path = ""
        var last: MetricSeries.Point?
        for point in drawn.points {
            let (x, y) = (n(self.x(point.at, chart)), n(self.y(point.value, chart)))
            if let last, drawn.isStep || point.at - last.at <= .seconds(120) {
                path += drawn.isStep ? "H\(x)V\(y)" : "L\(x) \(y)"
            } else {
                path += "M\(x) \(y)"
            }
            last = point
        }
        let dashes = Self.dashes[drawn.style % Self.dashes.count]
        let dashed = dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\""
        return "<path class=\"line\" style=\"stroke:\(color)\"\(dashed) d=\"\(path)\"/>"
    }

    /// Right of the title: a piece of each line with its name.
    private func legend(_ chart: Chart) -> String {
        var text = ""
        var x = 330.0
        var y = 12.0
        for drawn in chart.lines.prefix(10) {
            let needed = 34 + Double(drawn.label.count) * 6.6 + 12
            if x + needed > Self.width {
                x = 330
                y += 15
            }
            let color = "var(--c\(drawn.style % 6))"
            if drawn.isDots {
                text += dot(x + 13, y, drawn.style, color)
            } else {
                let dashes = Self.dashes[drawn.style % Self.dashes.count]
                let dashed = dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\""
                text += "<path class=\"line\" style=\"stroke:\(color)\"\(dashed) d=\"M\(n(x)) \(n(y))h28\"/>"
            }
            text += label(drawn.label, x: x + 34, y: y + 4)
            x += needed
        }
        return text
    }

    /// A circle, a square, a triangle or a cross, by the style.
    private func dot(_ x: Double, _ y: Double, _ style: Int, _ color: String) -> String {
        let path =
            switch style % Self.shapes {
            case 0: "M\(n(x - 2.5)) \(n(y))a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0"
            case 1: "M\(n(x - 2.5)) \(n(y - 2.5))h5v5h-5z"
            case 2: "M\(n(x)) \(n(y - 3))l3 5.5h-6z"
            default: "M\(n(x - 3)) \(n(y - 3))l6 6m0 -6l-6 6"
            }
        return "<path style=\"fill:none;stroke:\(color);stroke-width:1.3\" d=\"\(path)\"/>"
    }

    private func x(_ time: Timestamp, _ chart: Chart) -> Double {
        let span = Double(max(1, chart.to.milliseconds - chart.from.milliseconds))
        let share = Double(time.milliseconds - chart.from.milliseconds) / span
        return Self.left + min(1, max(0, share)) * (Self.width - Self.left - Self.right)
    }

    private func y(_ value: Double, _ chart: Chart) -> Double {
        let share = chart.top > 0 && value.isFinite ? value / chart.top : 0
        return Self.top + Self.plot * (1 - min(1, max(0, share)))
    }

    private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ kind: String) -> String {
        "<path class=\"\(kind)\" d=\"M\(n(x1)) \(n(y1))L\(n(x2)) \(n(y2))\"/>"
    }

    private func label(_ text: String, x: Double, y: Double, kind: String = "", anchor: String = "", extra: String = "") -> String
    {
        let kind = kind.isEmpty ? "" : " class=\"\(kind)\""
        let anchor = anchor.isEmpty ? "" : " text-anchor=\"\(anchor)\""
        return "<text x=\"\(n(x))\" y=\"\(n(y))\"\(kind)\(anchor)\(extra)>\(HTMLText.escape(text, limit: 160))</text>"
    }

    /// One decimal at most.
    private func n(_ value: Double) -> String {
        let tenths = Int((value.isFinite ? value : 0) * 10 + (value < 0 ? -0.5 : 0.5))
        let sign = tenths < 0 ? "-" : ""
        let whole = abs(tenths) / 10
        return tenths % 10 == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(abs(tenths) % 10)"
    }

    /// A share as a number of per cent, without the sign that the axis names.
    private static func axisNumber(_ share: Double) -> String {
        let percent = Wording.percent(share)
        return percent.hasSuffix(" %") ? String(percent.dropLast(2)) : percent
    }
}
