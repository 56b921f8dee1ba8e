import IncidentModel
import TerminalCanvas

/// Could each target be rolled back now, to what, in how long, and what stands in the way.
enum ReadyScreen {
    static func draw(_ board: ReadyBoard, _ state: ConsoleState, _ pen: inout Pen) {
        let order = state.readyOrder
        let grades = order.map { state.live.assessments[$0]?.readiness.grade }
        let counts: [(String, Int)] = [
            ("blocked", grades.filter { $0 == .blocked }.count), ("degraded", grades.filter { $0 == .degraded }.count),
            ("ready", grades.filter { $0 == .ready }.count), (Wording.notJudged, grades.filter { $0 == nil }.count),
        ]
        let note = counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: " · ")
        let width = min(140, state.size.columns - 2)
        let inside = OverlayScreen.frame(
            "READY \(order.count) target\(order.count == 1 ? "" : "s")", note: note, width: width, height: state.size.rows - 5,
            state, &pen)
        OverlayScreen.keys([("esc", "close"), ("up down", "select"), ("enter", "go to the target")], inside, &pen)
        guard !order.isEmpty else {
            pen.put(Wording.noTargetsToJudge, x: inside.x, y: inside.y, role: .dim, width: inside.width)
            return
        }
        let index = board.selected.flatMap { order.firstIndex(of: $0) } ?? 0
        let all = findings(order[index], state, width: inside.width)
        let room = inside.height - 2
        // One half each, whatever is selected: nothing moves while the hand goes down the list.
        let rows = max(1, room / 2 - 1)
        let below = room - rows - 1
        let columns = Columns(width: inside.width)
        heading(inside, columns, &pen)
        let first = max(0, min(index - rows / 2, order.count - rows))
        for line in 0..<max(0, rows) where first + line < order.count {
            row(order[first + line], selected: first + line == index, y: inside.y + 1 + line, inside, columns, state, &pen)
        }
        let y = inside.y + 1 + rows
        pen.put("── \(order[index]) ──", x: inside.x, y: y, role: .title, width: inside.width)
        let shown = Array(all.prefix(below - 1))
        for (offset, line) in shown.enumerated() {
            pen.put(line.text, x: inside.x, y: y + 1 + offset, role: line.role, width: inside.width)
        }
        if all.count > shown.count {
            pen.putRight(" +\(all.count - shown.count) lines, enter ", x: inside.x, y: y, role: .dim, width: inside.width)
        }
    }

    private struct Columns {
        var target: Int
        var finding: Int

        init(width: Int) {
            target = max(18, min(40, width * 30 / 100))
            finding = max(0, width - 2 - target - 1 - 11 - 8 - 7)
        }
    }

    private static func heading(_ inside: Rect, _ columns: Columns, _ pen: inout Pen) {
        var x = inside.x + 2
        pen.put("TARGET", x: x, y: inside.y, role: .dim)
        x += columns.target + 1
        pen.put("GRADE", x: x, y: inside.y, role: .dim)
        x += 11
        pen.putRight("IN", x: x, y: inside.y, role: .dim, width: 6)
        x += 8
        pen.put("TO", x: x, y: inside.y, role: .dim)
        x += 7
        pen.put("WHAT STANDS IN THE WAY", x: x, y: inside.y, role: .dim, width: columns.finding)
    }

    private static func row(
        _ target: Target, selected: Bool, y: Int, _ inside: Rect, _ columns: Columns, _ state: ConsoleState, _ pen: inout Pen
    ) {
        let assessment = state.live.assessments[target]
        let grade = mark(assessment?.readiness.grade)
        if selected { pen.canvas.fill(Rect(x: inside.x, y: y, width: 2 + columns.target, height: 1), role: .selected) }
        pen.put(selected ? "▸" : " ", x: inside.x, y: y, role: selected ? .selected : .text)
        var x = inside.x + 2
        let calm = assessment?.readiness.grade == .ready
        pen.put(target.description, x: x, y: y, role: selected ? .selected : calm ? .dim : .strong, width: columns.target)
        x += columns.target + 1
        pen.put(grade.text, x: x, y: y, role: grade.role, width: 10)
        x += 11
        let time = assessment.map { $0.readiness.grade == .blocked ? "–" : Figures.predicted($0.readiness.predicted) } ?? "–"
        pen.putRight(time, x: x, y: y, role: calm ? .dim : .text, width: 6)
        x += 8
        pen.put(assessment?.lastGood?.version.label ?? "✗", x: x, y: y, role: calm ? .dim : .text, width: 6)
        x += 7
        let finding = assessment?.readiness.findings.sorted { $0.level.rank < $1.level.rank }.first
        let text = finding.map { Sanitiser.sanitise($0.text, limit: 300) } ?? (assessment == nil ? Wording.notJudged : "")
        pen.put(text, x: x, y: y, role: calm ? .dim : .text, width: columns.finding)
    }

    static func mark(_ grade: Readiness.Grade?) -> Piece {
        switch grade {
        case .ready?: Piece("● ready", .ok)
        case .degraded?: Piece("! degraded", .warning)
        case .blocked?: Piece("✗ blocked", .bad)
        case nil: Piece("? unknown", .unknown)
        }
    }

    /// What, why it matters, what to do; the worst first.
    static func findings(_ target: Target, _ state: ConsoleState, width: Int) -> [Piece] {
        guard let readiness = state.live.assessments[target]?.readiness else { return [Piece(Wording.notJudged, .unknown)] }
        guard !readiness.findings.isEmpty else { return [Piece(Wording.nothingInTheWay, .ok)] }
        return readiness.findings.sorted { $0.level.rank < $1.level.rank }.flatMap { lines($0, width: width) }
    }

    static func lines(_ finding: Readiness.Finding, width: Int) -> [Piece] {
        func part(_ head: String, _ text: String, _ role: Role) -> [Piece] {
            wrap(Sanitiser.sanitise(text, limit: 500), to: max(10, width - 7)).enumerated().map {
                Piece(($0.offset == 0 ? head.padding(to: 7) : "       ") + $0.element, role)
            }
        }
        let what = part("\(finding.level.mark)", finding.text, finding.level.role)
        let why = finding.why.isEmpty ? [] : part("  why", finding.why, .text)
        let fix = finding.fix.isEmpty ? [] : part("  do", finding.fix, .text)
        return what + why + fix
    }
}

extension Readiness.Finding.Level {
    var rank: Int { self == .blocking ? 0 : self == .warning ? 1 : 2 }
    var mark: String { self == .blocking ? "✗" : self == .warning ? "!" : "·" }
    var role: Role { self == .blocking ? .bad : self == .warning ? .warning : .dim }
}
