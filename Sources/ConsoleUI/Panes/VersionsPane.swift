import IncidentModel
import TerminalCanvas

/// The versions of the selected function: which one serves, which one was good, how they differ.
enum VersionsPane {
    static func draw(_ state: ConsoleState, _ rect: Rect, _ pen: inout Pen) {
        let scene = state.scene
        let target = state.selected
        let aged = target.flatMap { scene.picture?.versions[$0.function] }
        let note = state.ageNote(aged)
        let inside = pen.box(
            rect, title: "VERSIONS" + (target.map { " \($0.function)" } ?? ""), number: 2, note: note.text,
            focused: state.focus == .versions, staleNote: note.stale)
        guard inside.height > 1 else { return }
        guard let target, let list = aged?.value, !list.isEmpty else {
            let failure = target.flatMap { scene.picture?.failures[.versions(function: $0.function)] }
            let text = failure.map { Wording.cannotBeRead("the versions", $0) } ?? Wording.noVersions
            for (index, line) in wrap(target == nil ? Wording.nothingSelected : text, to: inside.width - 2).enumerated()
            where index < inside.height {
                pen.put(line, x: inside.x + 1, y: inside.y + index, role: failure == nil ? .dim : .warning)
            }
            return
        }
        let notes = evidence(scene.assessments[target], width: inside.width - 2, room: inside.height - 3, rows: list.count)
        let front = scene.front(target)
        let frontVersion = list.first { $0.version == front }
        let columns = Columns(width: inside.width, front: front)
        heading(inside, columns, &pen)
        let room = inside.height - 1 - notes.count
        let cursor = state.focus == .versions ? state.paneRow[.versions] ?? 0 : -1
        let first = max(0, min(max(0, cursor) - room + 1, list.count - room))
        for line in 0..<max(0, room) where first + line < list.count {
            let version = list[first + line]
            row(
                version, selected: first + line == cursor, y: inside.y + 1 + line, inside, columns, front: frontVersion,
                target, scene, &pen)
        }
        for (index, piece) in notes.enumerated() {
            pen.put(piece.text, x: inside.x + 1, y: inside.maxY - notes.count + index, role: piece.role, width: inside.width - 2)
        }
    }

    private struct Columns {
        var description: Int
        var hash: Int
        var differs: Int
        var front: VersionID?

        init(width: Int, front: VersionID?) {
            let rest = width - 1 - 6 - 2 - 6 - 2 - 12 - 2
            hash = rest >= 44 ? 8 : 0
            let left = rest - (hash > 0 ? hash + 2 : 0)
            description = left >= 30 ? min(28, left * 2 / 5) : 0
            differs = left - (description > 0 ? description + 2 : 0)
            self.front = front
        }
    }

    private static func heading(_ inside: Rect, _ columns: Columns, _ pen: inout Pen) {
        var x = inside.x + 1
        pen.put("V", x: x, y: inside.y, role: .dim)
        x += 8
        pen.putRight("NOW", x: x, y: inside.y, role: .dim, width: 5)
        x += 8
        pen.put("PUBLISHED", x: x, y: inside.y, role: .dim)
        x += 14
        if columns.description > 0 {
            pen.put("DESCRIPTION", x: x, y: inside.y, role: .dim, width: columns.description)
            x += columns.description + 2
        }
        if columns.hash > 0 {
            pen.put("CODE", x: x, y: inside.y, role: .dim)
            x += columns.hash + 2
        }
        let label = columns.front.map { "DIFFERS FROM \($0.label)" } ?? "DIFFERS"
        pen.put(label, x: x, y: inside.y, role: .dim, width: columns.differs)
    }

    private static func row(
        _ version: FunctionVersion, selected: Bool, y: Int, _ inside: Rect, _ columns: Columns, front: FunctionVersion?,
        _ target: Target, _ scene: Scene, _ pen: inout Pen
    ) {
        let assessment = scene.assessments[target]
        let alias = scene.picture?.aliases[target]?.value
        let part = alias.flatMap { AliasesPane.split($0, assessment).first { $0.version == version.version } }
        let isGood = (assessment?.lastGood?.version).map { $0 == version.version } ?? false
        let record = assessment?.records.first { $0.version == version.version }
        let over =
            assessment?.lastGood?.passedOver.first { $0.version == version.version }
            ?? (record?.verdict == .passedOver ? record.map { .init(version: $0.version, reason: $0.reason) } : nil)
        let role: Role = part?.role ?? (isGood ? .text : .dim)
        if selected { pen.canvas.fill(Rect(x: inside.x, y: y, width: 8, height: 1), role: .selected) }
        var x = inside.x + 1
        pen.put(version.version.label, x: x, y: y, role: selected ? .selected : role, width: 6)
        let bad = assessment?.isBad(version.version) ?? false
        let mark = isGood ? Piece("★", .ok) : bad || over != nil ? Piece("✗", .bad) : Piece(" ", .dim)
        pen.put(mark.text, x: x + 5, y: y, role: selected ? .selected : mark.role)
        x += 8
        if let part { pen.putRight("\(Figures.share(part.share)) %", x: x, y: y, role: part.role, width: 6) }
        x += 8
        if let published = version.publishedAt {
            pen.put(Figures.date(published, now: scene.now?.time), x: x, y: y, role: role, width: 12)
        }
        x += 14
        if columns.description > 0 {
            pen.put(version.description.text, x: x, y: y, role: role, width: columns.description)
            x += columns.description + 2
        }
        if columns.hash > 0 {
            pen.put(
                String(Sanitiser.sanitise(version.codeSha256, limit: 64).prefix(columns.hash)), x: x, y: y, role: .dim,
                width: columns.hash)
            x += columns.hash + 2
        }
        let text = difference(version, front, part, bad: bad, over: over)
        pen.put(text.text, x: x, y: y, role: text.role ?? role, width: columns.differs)
    }

    private static func difference(
        _ version: FunctionVersion, _ front: FunctionVersion?, _ part: AliasesPane.Part?, bad: Bool, over: LastGood.PassedOver?
    ) -> (text: String, role: Role?) {
        if version.version == front?.version {
            let what = part?.isCanary ?? false ? "canary" : "in front"
            return (bad ? "─ \(what), failing" : "─ \(what)", bad ? .bad : nil)
        }
        var words = front.map { version.differences(from: $0) } ?? []
        if words.isEmpty { words = ["nothing AWS shows"] }
        if over != nil { words.insert("passed over", at: 0) }
        if version.state != "Active", !version.state.isEmpty {
            words.insert(Sanitiser.sanitise(version.state, limit: 24).uppercased(), at: 0)
        }
        return (words.joined(separator: " · "), nil)
    }

    /// Under the table: last good with its evidence, or why there is none; then what was passed over, as far as there is room.
    private static func evidence(_ assessment: Assessment?, width: Int, room: Int, rows: Int) -> [Piece] {
        guard let assessment, room > 0 else { return [] }
        if let good = assessment.lastGood {
            let text = "★ last good \(good.version.label): \(Sanitiser.sanitise(good.evidence, limit: 300))"
            var lines = wrap(text, to: width).prefix(min(2, room)).map { Piece($0, .ok) }
            let recorded = assessment.records.filter { $0.verdict == .passedOver }.map {
                LastGood.PassedOver(version: $0.version, reason: $0.reason)
            }
            for over in good.passedOver.isEmpty ? recorded : good.passedOver {
                let text = "✗ passed over \(over.version.label): \(Sanitiser.sanitise(over.reason, limit: 300))"
                let more = wrap(text, to: width)
                guard lines.count + more.count + rows <= room + 2 else { break }
                lines += more.map { Piece($0, .dim) }
            }
            return lines
        }
        guard let none = assessment.noLastGood else { return [] }
        return wrap("✗ no last good: \(Sanitiser.sanitise(none.text, limit: 300))", to: width).prefix(min(2, room)).map {
            Piece($0, .bad)
        }
    }
}
