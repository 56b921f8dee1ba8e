package import IncidentModel

/// The graphs of one target: its effective traffic above its error rate.
package struct PostmortemGraph: Hashable, Sendable {
    package var target: Target
    /// An SVG document, and as it is a part of an HTML page.
    package var svg: String
    /// What the picture shows, in words.
    package var caption: String

    /// - Parameter number: from 1, in the order of the document.
    init(_ course: TargetCourse, threshold: Double, number: Int) {
        target = course.target
        let errors = Chart.errors(course, threshold: threshold)
        svg = GraphDrawing([Chart.traffic(course)] + (errors.map { [$0] } ?? []), id: "graph-\(number)").svg
        let rates = errors == nil ? "" : " and error rate"
        caption =
            "Effective traffic\(rates) of \(course.target), \(Wording.moment(course.from)) to \(Wording.moment(course.to))"
            + (errors == nil ? "; no error rate was kept" : "")
            + (course.marks.isEmpty ? "" : ", with \(Wording.counted(min(12, course.marks.count), "moment")) marked")
            + (course.marks.count > 12 ? " of \(course.marks.count)" : "")
    }
}
