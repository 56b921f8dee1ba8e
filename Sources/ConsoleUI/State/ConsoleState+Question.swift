import IncidentModel
import TerminalCanvas

/// What a running action asks, and of which target.
struct PendingQuestion: Hashable, Sendable {
    var action: String
    var target: Target
    var question: ActionQuestion
}

extension ConsoleState {
    /// The first question that nobody has answered, in the order of the group.
    var pendingQuestion: PendingQuestion? {
        for track in group?.tracks ?? [] where track.isRunning {
            guard let id = track.id, let question = track.question, question != track.answered else { continue }
            return PendingQuestion(action: id, target: track.plan.target, question: question)
        }
        return nil
    }

    /// Opens the sheet of a question that has come, and takes it away when there is none any more. What was typed before it is on screen
    /// answers nothing: it is thrown away, and an answer counts only once a frame has shown the question.
    mutating func raiseQuestion() -> [Effect] {
        guard let pending = pendingQuestion else {
            if case .question? = overlay { overlay = nil }
            return []
        }
        guard options.canAct, !options.wall, !isTooSmall, overlay == nil, pending != questionAside else { return [] }
        overlay = .question
        return [.flushInput, .bell]
    }

    mutating func answer(_ answer: ActionQuestion.Answer) -> [Effect] {
        guard let pending = pendingQuestion else {
            say(Wording.nothingAsked)
            return []
        }
        guard !framesReported || shownQuestion == pending else {
            say(Wording.questionJustCame)
            return []
        }
        if let index = group?.tracks.firstIndex(where: { $0.id == pending.action && $0.isRunning }) {
            group?.tracks[index].answered = pending.question
        }
        if case .question? = overlay { overlay = nil }
        return [.answer(action: pending.action, answer)]
    }

    mutating func pressInQuestion(_ key: Key) -> [Effect] {
        guard let binding = options.bindings.binding(for: key) else { return [] }
        switch binding.intent {
        case .keepWaiting, .takeAlias:
            if let reason = disabledReason(binding) {
                say(reason)
                return []
            }
            return answer(binding.intent == .keepWaiting ? .keepWaiting : .takeAlias)
        case .close:
            questionAside = pendingQuestion
            overlay = nil
        default: if binding.mutates { say(Wording.answerFirst(options.bindings)) }
        }
        return []
    }
}
