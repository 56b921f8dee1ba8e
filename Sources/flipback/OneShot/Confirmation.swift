import IncidentModel

/// Whether a mutating command goes ahead (CONTRACT.md: without `--yes` it prints the plan and asks on a terminal; off a terminal it
/// refuses with exit 2).
enum Confirmation {
    enum Decision: Hashable, Sendable {
        case proceed
        case ask
        case refuse(Failure)
    }

    static func decide(yes: Bool, canAsk: Bool) -> Decision {
        if yes { return .proceed }
        if canAsk { return .ask }
        return .refuse(
            .usage("this changes where traffic goes and nobody can be asked here; look at the plan above and add --yes"))
    }

    /// The word exactly as it was asked for.
    static func isWord(_ word: String, _ answer: String?) -> Bool {
        answer?.split(whereSeparator: \.isWhitespace).joined(separator: " ") == word
    }

    /// Only a clear yes is one; an empty line, a typo and the end of input are a no.
    static func isYes(_ answer: String?) -> Bool {
        guard let answer else { return false }
        let word = answer.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
        return word == "y" || word == "yes"
    }
}
