import Dispatch
import IncidentEngine
import IncidentModel

/// Asks before anything is changed, by the rules of `Confirmation`.
struct Question: Sendable {
    let yes: Bool
    /// Words of dangerous plans that were given with the command.
    var confirmed: [String] = []
    let canAsk: Bool
    let output: Output
    /// One line of the person's answer; nil at the end of input.
    let answer: @Sendable () -> String?

    /// Asks what a running action asks, and passes the answer on; anything that is no clear `take` keeps waiting.
    func answer(_ progress: ActionProgress, _ mover: Operator) async {
        guard let asked = progress.question else { return }
        output.note("\(progress.plan.target): \(asked.text)")
        output.note("Type take to move the alias now, or wait:")
        // Reading a line may take minutes: not on a thread that the action needs.
        let answer = answer
        let line = await withCheckedContinuation { line in
            DispatchQueue.global().async { line.resume(returning: answer()) }
        }
        let takes = Confirmation.isWord("take", line)
        if await !mover.answer(progress.id, takes ? .takeAlias : .keepWaiting) {
            output.note("\(progress.plan.target): the deployment ended meanwhile, nothing is asked any more")
        }
    }

    func ask(_ plans: [Plan]) throws(Failure) {
        switch Confirmation.decide(yes: yes, canAsk: canAsk) {
        case .proceed: return
        case .refuse(let failure): throw failure
        case .ask:
            let what = plans.map { "\($0.command.name) \($0.target)" }.joined(separator: ", ")
            output.note("\(what) now? [y/N]")
            guard Confirmation.isYes(answer()) else { throw Failure(.usage, code: "declined", "nothing was changed") }
            try confirm(plans)
        }
    }

    /// One question that is not about a plan of one's own.
    func ask(_ words: String) throws(Failure) {
        switch Confirmation.decide(yes: yes, canAsk: canAsk) {
        case .proceed: return
        case .refuse(let failure): throw failure
        case .ask:
            output.note("\(words) [y/N]")
            guard Confirmation.isYes(answer()) else { throw Failure(.usage, code: "declined", "nothing was changed") }
        }
    }

    /// Asks before plans are carried out without the approval that they need: one prompt, and its answer is the reason.
    /// - Parameter reason: given with the command; then a yes is enough.
    /// - Returns: the reason.
    func breakGlass(_ broken: [Plan], of plans: [Plan], reason: String) throws(Failure) -> String {
        let hasReason = reason.contains { !$0.isWhitespace }
        let what = broken.map { "\($0.command.name) \($0.target) without \($0.approval?.rule.words ?? "an approval")" }
        let words = "BREAK GLASS: \(what.joined(separator: ", ")). It is told to everybody and listed first in the postmortem."
        switch Confirmation.decide(yes: yes, canAsk: canAsk) {
        case .refuse(let failure): throw failure
        case .proceed:
            guard hasReason else {
                throw Failure(
                    .refusedByPolicy, code: Refusal.Code.policy.rawValue,
                    "breaking the glass costs a reason: say why with --reason")
            }
            return reason
        case .ask where hasReason:
            output.note("\(words) Now? [y/N]")
            guard Confirmation.isYes(answer()) else { throw Failure(.usage, code: "declined", "nothing was changed") }
            try confirm(plans)
            return reason
        case .ask:
            output.note("\(words) Type why, or nothing to leave it:")
            let typed = answer()?.split(whereSeparator: \.isWhitespace).joined(separator: " ") ?? ""
            guard !typed.isEmpty else { throw Failure(.usage, code: "declined", "nothing was changed") }
            try confirm(plans)
            return typed
        }
    }

    private func confirm(_ plans: [Plan]) throws(Failure) {
        for plan in plans {
            guard let typed = plan.typed, !confirmed.contains(typed.word) else { continue }
            output.note("\(plan.target): \(typed.why). Type \(typed.word) to do it all the same:")
            guard Confirmation.isWord(typed.word, answer()) else {
                throw Failure(.refusedByPolicy, code: Refusal.Code.notTyped.rawValue, "nothing was changed")
            }
        }
    }
}
