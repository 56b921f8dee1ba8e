import IncidentModel

/// One graph over time: what is drawn, before it is drawn. Values are shares 0…1.
struct Chart: Hashable {
    struct Line: Hashable {
        var label: String
        var points: [MetricSeries.Point]
        /// A value holds until the next; else points are joined, and not over a gap of more than two minutes.
        var isStep: Bool
        /// Only the points, without the line.
        var isDots = false
        /// Which of the styles: two lines of one version look alike.
        var style: Int
    }

    var title: String
    /// What the vertical axis measures, with its unit.
    var axis: String
    var from: Timestamp
    var to: Timestamp
    /// The top of the vertical axis.
    var top: Double
    var lines: [Line]
    /// Numbered in this order, as the list below the graphs is.
    var marks: [TargetCourse.Mark]
    /// A level worth seeing, with its name.
    var level: (value: Double, label: String)?

    static func == (a: Chart, b: Chart) -> Bool {
        a.title == b.title && a.lines == b.lines && a.marks == b.marks && a.from == b.from && a.to == b.to && a.top == b.top
    }

    func hash(into hasher: inout Hasher) { hasher.combine(title) }
}

extension Chart {
    /// Effective traffic: what actions say of the routing as steps, what was measured as dots.
    static func traffic(_ course: TargetCourse) -> Chart {
        let versions = course.versions
        let measured = course.measuredShares
        var lines: [Line] = []
        for (index, version) in versions.enumerated() {
            if !course.steps.isEmpty {
                var points = course.steps.map { step in
                    MetricSeries.Point(at: max(step.at, course.from), value: EffectiveTraffic(step.routing).share(of: version))
                }
                if let last = points.last { points.append(.init(at: course.to, value: last.value)) }
                lines.append(Line(label: version.label, points: points, isStep: true, style: index))
            }
            if let series = measured[version] {
                lines.append(
                    Line(label: "\(version.label) measured", points: series.points, isStep: false, isDots: true, style: index))
            }
        }
        return Chart(
            title: "Effective traffic of \(course.target)", axis: "share of requests, %", from: course.from, to: course.to,
            top: 1,
            lines: lines, marks: course.marks)
    }

    /// The error rate, as a whole and of each version. Nil where no figures were kept.
    static func errors(_ course: TargetCourse, threshold: Double) -> Chart? {
        let versions = course.versions
        var lines: [Line] = []
        let whole = course.metrics.whole.errorRate
        if !whole.points.isEmpty {
            lines.append(Line(label: "all requests", points: whole.points, isStep: false, style: versions.count))
        }
        for (index, version) in versions.enumerated() {
            guard let rate = course.metrics.byVersion[version]?.errorRate, !rate.points.isEmpty else { continue }
            lines.append(Line(label: version.label, points: rate.points, isStep: false, style: index))
        }
        guard !lines.isEmpty else { return nil }
        let highest = lines.flatMap(\.points).map(\.value).max() ?? 0
        return Chart(
            title: "Error rate of \(course.target)", axis: "failed requests, %", from: course.from, to: course.to,
            top: nice(max(highest, threshold * 1.2)), lines: lines, marks: course.marks,
            level: (threshold, "\(Wording.percent(threshold))"))
    }

    /// The next of 1, 2, 5 × a power of ten above; 1 at most.
    static func nice(_ value: Double) -> Double {
        guard value.isFinite, value > 0 else { return 0.01 }
        var step = 0.0001
        while true {
            for factor in [1.0, 2, 5] where step * factor >= value { return min(1, step * factor) }
            step *= 10
        }
    }

    /// Round clock times to write under the graph, at most seven.
    var ticks: [Timestamp] {
        let minutes: [Int64] = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440]
        let span = max(60_000, to.milliseconds - from.milliseconds)
        let step = (minutes.first { span / ($0 * 60_000) <= 6 } ?? span / 360_000) * 60_000
        let first = (from.milliseconds + step - 1) / step * step
        return Array(stride(from: first, through: to.milliseconds, by: Int(step)).prefix(12).map { Timestamp(milliseconds: $0) })
    }
}
