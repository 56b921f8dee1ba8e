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
