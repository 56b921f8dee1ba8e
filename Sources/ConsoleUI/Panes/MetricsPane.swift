import IncidentModel
import TerminalCanvas

/// Is it getting better? Five figures over the last hour, both versions while two are served.
enum MetricsPane {
    static let window: Duration = .seconds(3600)

    /// What is shown, in this order.
    private enum Measure: CaseIterable {
        case errors, invocations, p95, throttles, concurrency

        var name: String {
            switch self {
            case .errors: "errors"
            case .invocations: "requests"
            case .p95: "p95"
            case .throttles: "throttles"
            case .concurrency: "concurrent"
            }
        }

        var unit: String {
            switch self {
            case .errors: "%"
            case .invocations, .throttles: "/min"
            case .p95: "ms"
            case .concurrency: ""
            }
        }

        func series(_ traffic: TrafficMetrics) -> MetricSeries {
            switch self {
            case .errors: traffic.errorRate
            case .invocations: traffic.invocations
            case .p95: traffic.durationP95
            case .throttles: traffic.throttles
            case .concurrency: traffic.concurrency
            }
        }

        var floor: Double {
            switch self {
            case .errors: 0.01
            case .p95: 10
            default: 1
            }
        }

        func scale(_ value: Double) -> String { self == .errors ? Figures.share(value) + " %" : Figures.count(value) }
        func latest(_ value: Double) -> String {
            self == .errors ? Figures.prose(rate: value) : Figures.count(value) + (unit.isEmpty ? "" : " " + unit)
        }
    }

    static func draw(_ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        let scene = state.scene
        let target = state.selected
        let aged = target.flatMap { scene.picture?.metrics[$0] }
        let note = state.ageNote(aged)
        let title = target.map { "METRICS \($0) · 60 min" } ?? "METRICS"
        let inside = pen.box(
            rect, title: title, number: 4, note: note.text, focused: state.focus == .metrics, staleNote: note.stale)
        guard let target, let metrics = aged?.value, let now = scene.now?.time, !metrics.whole.invocations.points.isEmpty else {
            let failure = target.flatMap { scene.picture?.failures[.metrics($0)] }
            let text =
                failure.map { Wording.cannotBeRead("the metrics", $0) } ?? target.map(Wording.noMetrics)
                ?? Wording.nothingSelected
            for (index, line) in wrap(text, to: inside.width - 2).enumerated() where index < inside.height {
                pen.put(line, x: inside.x + 1, y: inside.y + index, role: failure == nil ? .dim : .warning)
            }
            return
        }
        let body = Rect(x: inside.x, y: inside.y, width: inside.width - 1, height: inside.height - 1)
        let marks = moments(target, scene, now)
        let big = bigMeasures(height: body.height)
        let small = Measure.allCases.filter { !big.contains($0) }
        // The first graph is the one that is looked at: it gets what is left over.
        let each = (body.height - small.count) / max(1, big.count)
        var y = body.y
        for (index, measure) in big.enumerated() {
            let height = index == 0 ? body.height - small.count - each * (big.count - 1) : each
            graph(measure, metrics, target, scene, Rect(x: body.x, y: y, width: body.width, height: height), marks, now, &pen)
            y += height
        }
        for measure in small {
            line(measure, metrics, Rect(x: body.x, y: y, width: body.width, height: 1), now, &pen)
            y += 1
        }
        timeAxis(Rect(x: inside.x, y: inside.maxY - 1, width: inside.width - 1, height: 1), marks, now, &pen)
    }

    private static func bigMeasures(height: Int) -> [Measure] {
        switch height {
        case ..<12: [.errors]
        case ..<20: [.errors, .invocations]
        case ..<26: [.errors, .p95, .invocations]
        default: Measure.allCases
        }
    }

    /// The curves of a measure: each version that is or was served in the window, else the alias as a whole.
    private static func curves(_ measure: Measure, _ metrics: TargetMetrics, _ target: Target, _ scene: Scene, from: Timestamp)
        -> [Curve]
    {
        let alias = scene.picture?.aliases[target]?.value
        let bad = scene.assessments[target]?.badVersion
        let recent = metrics.byVersion.filter { $0.value.invocations.points.contains { $0.at >= from } }
        guard recent.count > 1 else {
            let series = measure.series(metrics.whole)
            let only = recent.first?.key ?? alias?.routing.pointer
            let role: Role = only != nil && only == bad ? .graphCanary : .graphStable
            return [Curve(series: series, role: role, label: label(measure, only, series, scene.now?.time))]
        }
        // The version in front is drawn as stable, the others as canary, unless the one in front is what fails.
        let front = bad != nil && bad == alias?.routing.pointer ? nil : alias?.routing.pointer
        return recent.sorted { $0.key < $1.key }.map { version, traffic in
            let series = measure.series(traffic)
            let canary = front.map { version != $0 } ?? (version == bad)
            return Curve(
                series: series, role: canary ? .graphCanary : .graphStable,
                label: label(measure, version, series, scene.now?.time))
        }.sorted { $0.role == .graphStable && $1.role != .graphStable }
    }

    /// A version that no longer gets requests has no latest value: it is left out of the legend's figures.
    private static func label(_ measure: Measure, _ version: VersionID?, _ series: MetricSeries, _ now: Timestamp?) -> String {
        let name = version.map(\.label) ?? "all"
        guard let latest = series.latest, let now, now - latest.at < .seconds(300) else { return "\(name) –" }
        return "\(name) \(measure.latest(latest.value))"
    }

    private static func graph(
        _ measure: Measure, _ metrics: TargetMetrics, _ target: Target, _ scene: Scene, _ rect: Rect, _ marks: [Timestamp],
        _ now: Timestamp, _ pen: inout Pen
    ) {
        let from = now - window
        let curves = curves(measure, metrics, target, scene, from: from)
        let graph = Graph(curves: curves, from: from, to: now, marks: marks, scale: measure.scale, floor: measure.floor)
        // The legend has a line of its own: nothing is written over a curve.
        var pieces = [Piece(measure.name.padding(to: 11), .dim)]
        for curve in curves { pieces.append(Piece("\(curve.role == .graphCanary ? "▒" : "█") \(curve.label)   ", curve.role)) }
        pen.put(pieces, x: rect.x + 1, y: rect.y, width: rect.width - 1)
        graph.draw(Rect(x: rect.x, y: rect.y + 1, width: rect.width, height: rect.height - 1), &pen)
    }

    /// One line: name, latest value, maximum of the window, sparkline.
    private static func line(_ measure: Measure, _ metrics: TargetMetrics, _ rect: Rect, _ now: Timestamp, _ pen: inout Pen) {
        let from = now - window
        let series = measure.series(metrics.whole)
        let points = series.points.filter { $0.at >= from && $0.at <= now }
        let most = points.map(\.value).max() ?? 0
        pen.put(measure.name, x: rect.x + 1, y: rect.y, role: .dim)
        let latest = points.last.map { measure.latest($0.value) } ?? "–"
        pen.putRight(latest, x: rect.x + 11, y: rect.y, role: .text, width: 10)
        let text = points.isEmpty ? "" : "max \(measure.latest(most))"
        pen.putRight(text, x: rect.maxX - 14, y: rect.y, role: .graphAxis, width: 14)
        let width = rect.width - 11 - 10 - 2 - 15
        // A round top, so that a steady value is half a line and not a wall.
        let nice = Graph.niceTop(max(most * 1.2, measure.floor))
        Graph.sparkline(
            series, from: from, to: now, top: nice, x: rect.x + 23, y: rect.y, width: width,
            role: .graphStable, &pen)
    }

    /// The moments at which something was done to the target.
    private static func moments(_ target: Target, _ scene: Scene, _ now: Timestamp) -> [Timestamp] {
        scene.timeline.since(now - window, limit: 500).filter {
            $0.target == target && ($0.category == .action || $0.category == .alias)
        }
        .map(\.at).reversed()
    }

    private static func timeAxis(_ rect: Rect, _ marks: [Timestamp], _ now: Timestamp, _ pen: inout Pen) {
        let plot = Rect(x: rect.x + Graph.axis, y: rect.y, width: rect.width - Graph.axis, height: 1)
        let graph = Graph(curves: [], from: now - window, to: now, marks: [], scale: { _ in "" }, floor: 1)
        pen.put(Figures.minute(now - window), x: plot.x, y: plot.y, role: .graphAxis)
        pen.putRight("now", x: plot.maxX - 3, y: plot.y, role: .graphAxis, width: 3)
        var free = plot.x + 6
        for mark in marks {
            // Right of its line where there is room, else left of it.
            let line = plot.x + graph.column(mark, width: plot.width)
            let fits = line >= free && line + 6 <= plot.maxX - 4
            let x = fits ? line : line - 5
            guard x >= free else { continue }
            pen.put(fits ? "┊" + Figures.minute(mark) : Figures.minute(mark) + "┊", x: x, y: plot.y, role: .graphMark)
            free = x + 7
        }
    }
}

extension String {
    /// Spaces on the right up to a number of cells.
    func padding(to width: Int) -> String {
        let cells = GlyphWidth.of(self)
        return cells >= width ? self : self + String(repeating: " ", count: width - cells)
    }
}
