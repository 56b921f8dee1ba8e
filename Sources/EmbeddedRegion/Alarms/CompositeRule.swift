/// A composite alarm's rule: `ALARM("a") OR (OK("b") AND NOT INSUFFICIENT_DATA("c"))`.
struct CompositeRule: Sendable {
    indirect enum Term: Sendable {
        case constant(Bool)
        case state(AlarmState, String)
        case not(Term)
        case and(Term, Term)
        case or(Term, Term)
    }

    let text: String
    let term: Term

    /// Nil when the text is no rule, or longer than CloudWatch takes.
    init?(_ text: String) {
        guard text.utf8.count <= 10_240 else { return nil }
        var parser = CompositeRuleParser(text)
        guard let term = parser.disjunction(depth: 0), parser.isAtEnd else { return nil }
        self.text = text
        self.term = term
    }

    var alarmNames: [String] { Self.names(term) }

    /// - Parameter state: an alarm's state, by its name or ARN as the rule writes it.
    func isTrue(_ state: (String) -> AlarmState?) -> Bool { Self.holds(term, state) }

    private static func names(_ term: Term) -> [String] {
        switch term {
        case .constant: []
        case .state(_, let name): [name]
        case .not(let inner): names(inner)
        case .and(let left, let right), .or(let left, let right): names(left) + names(right)
        }
    }

    private static func holds(_ term: Term, _ state: (String) -> AlarmState?) -> Bool {
        switch term {
        case .constant(let value): value
        case .state(let wanted, let name): state(name) == wanted
        case .not(let inner): !holds(inner, state)
        case .and(let left, let right): holds(left, state) && holds(right, state)
        case .or(let left, let right): holds(left, state) || holds(right, state)
        }
    }
}
