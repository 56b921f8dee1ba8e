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
            for plan in plans {
                guard let typed = plan.typed, !confirmed.contains(typed.word) else { continue }
                output.note("\(plan.target): \(typed.why). Type \(typed.word) to do it all the same:")
                guard Confirmation.isWord(typed.word, answer()) else {
                    throw Failure(.refusedByPolicy, code: Refusal.Code.notTyped.rawValue, "nothing was changed")
                }
            }
        }
    }
}
