import Foundation
import TerminalCanvas
import Testing

/// Compares a canvas with `Screens/NAME.screen`: the text, then the letter of each cell's role. RECORD_SCREENS=1 writes the file anew and
/// still fails, so that a recording run is never taken for a passing one.
func expectScreen(_ canvas: Canvas, _ name: String, _ location: SourceLocation = #_sourceLocation) {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Screens")
    let file = folder.appending(path: name + ".screen")
    let actual =
        "\(canvas.size.columns)×\(canvas.size.rows)\n"
        + (canvas.lines() + ["", "roles"] + canvas.roleLines()).joined(separator: "\n") + "\n"
    if ProcessInfo.processInfo.environment["RECORD_SCREENS"] == "1" {
        do {
            try actual.write(to: file, atomically: true, encoding: .utf8)
            Issue.record("recorded \(name).screen: look at it, then run without RECORD_SCREENS", sourceLocation: location)
        } catch { Issue.record("\(name).screen cannot be written: \(error)", sourceLocation: location) }
        return
    }
    guard let expected = try? String(contentsOf: file, encoding: .utf8) else {
        Issue.record("\(name).screen does not exist: run with RECORD_SCREENS=1", sourceLocation: location)
        return
    }
    guard expected != actual else { return }
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
    var rows = "\(name).screen differs\n"
    for index in 0..<max(old.count, new.count) {
        let before = index < old.count ? String(old[index]) : "(no row)"
        let after = index < new.count ? String(new[index]) : "(no row)"
        if before != after { rows += "row \(index)\n  - \(before)\n  + \(after)\n" }
    }
    Issue.record(Comment(rawValue: rows), sourceLocation: location)
}
