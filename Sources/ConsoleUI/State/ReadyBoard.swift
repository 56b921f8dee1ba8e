import IncidentModel
import TerminalCanvas

/// The readiness board: every target, the worst first, with what to do for the selected one.
struct ReadyBoard: Hashable, Sendable {
    var selected: Target?
}

extension ConsoleState {
    /// Blocked, degraded, ready, not judged; in each the slowest first, then by name.
    var readyOrder: [Target] {
        struct Place {
            var grade: Int
            var predicted: Int64
            var target: Target
        }
        let places = live.order.map { target -> Place in
            guard let readiness = live.assessments[target]?.readiness else {
                return Place(grade: 3, predicted: 0, target: target)
            }
            let grade = readiness.grade == .blocked ? 0 : readiness.grade == .degraded ? 1 : 2
            // What is blocked takes no time at all.
            return Place(grade: grade, predicted: grade == 0 ? 0 : readiness.predicted.milliseconds, target: target)
        }
        let sorted = places.sorted { a, b in
            if a.grade != b.grade { return a.grade < b.grade }
            return a.predicted == b.predicted ? a.target < b.target : a.predicted > b.predicted
        }
        return sorted.map(\.target)
    }

    mutating func press(_ key: Key, in board: ReadyBoard) -> [Effect] {
        let order = readyOrder
        let index = board.selected.flatMap { order.firstIndex(of: $0) } ?? 0
        let binding = options.bindings.binding(for: key)
        let page = max(1, size.rows / 2)
        func go(_ to: Int) {
            guard !order.isEmpty else { return }
            overlay = .ready(ReadyBoard(selected: order[max(0, min(order.count - 1, to))]))
        }
        switch binding?.intent {
        case .close?, .quit?, .ready?: overlay = nil
        case .up?: go(index - 1)
        case .down?: go(index + 1)
        case .pageUp?: go(index - page)
        case .pageDown?: go(index + page)
        case .top?: go(0)
        case .bottom?: go(order.count - 1)
        case .open?:
            overlay = nil
            if order.indices.contains(index) { _ = select(order[index]) }
        default:
            if let binding, binding.mutates { say(options.canAct ? Wording.notUnderOverlay : Wording.readOnly) }
        }
        return []
    }
}
