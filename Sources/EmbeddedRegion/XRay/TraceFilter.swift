/// The part of X-Ray's filter expressions that the region understands: `fault`, `error`, `throttle`, `ok`, each also negated by `!` or compared
/// with `= true`; `service("name")` and `service(id(name: "name", type: "type"))`, both with or without `{ fault }`; `duration > 1.5` and
/// `responsetime >= 2`; all joined by AND.
struct TraceFilter: Sendable, Equatable {
    enum State: String, Sendable { case fault, error, throttle, ok }

    enum Term: Sendable, Equatable {
        case state(State, Bool)
        case service(name: String, type: String?, states: [Term])
        /// Seconds: at least, or more than.
        case slower(Double, isInclusive: Bool)
        case faster(Double, isInclusive: Bool)
    }

    var terms: [Term]

    /// - Throws: InvalidRequestException for what is not understood.
    init(_ text: String) throws(ServiceFailure) {
        guard text.utf8.count <= 2_000 else { throw Self.refusal("it is longer than 2000 bytes") }
        var parser = Parser(rest: text[...])
        terms = parser.isAtEnd ? [] : [try parser.term(nested: false)]
        while !parser.isAtEnd {
            guard parser.word() == "AND" else { throw Self.refusal("terms are joined by AND here") }
            terms.append(try parser.term(nested: false))
        }
    }

    static func refusal(_ why: String) -> ServiceFailure {
        ServiceFailure("InvalidRequestException", 400, "Invalid filter expression: \(why)", capitalisedMessage: true)
    }

    private struct Parser {
        var rest: Substring

        var isAtEnd: Bool { rest.allSatisfy(\.isWhitespace) }

        private mutating func skipSpace() { rest = rest.drop(while: \.isWhitespace) }

        mutating func take(_ text: String) -> Bool {
            skipSpace()
            guard rest.hasPrefix(text) else { return false }
            rest = rest.dropFirst(text.count)
            return true
        }

        mutating func word() -> String {
            skipSpace()
            let word = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(word.count)
            return String(word)
        }

        private mutating func expect(_ text: String) throws(ServiceFailure) {
            guard take(text) else { throw TraceFilter.refusal("'\(text)' is missing before '\(rest.prefix(20))'") }
        }

        private mutating func quoted() throws(ServiceFailure) -> String {
            try expect("\"")
            guard let end = rest.firstIndex(of: "\"") else { throw TraceFilter.refusal("a quotation mark is missing") }
            let text = String(rest[..<end])
            rest = rest[rest.index(after: end)...]
            return text
        }

        mutating func term(nested: Bool) throws(ServiceFailure) -> Term {
            let isNegated = take("!")
            let name = word()
            if let state = State(rawValue: name) {
                var value = !isNegated
                if take("=") {
                    switch word() {
                    case "true": break
                    case "false": value.toggle()
                    default: throw TraceFilter.refusal("\(name) is true or false")
                    }
                }
                return .state(state, value)
            }
            guard !nested, !isNegated else { throw TraceFilter.refusal("'\(name)' is not understood there") }
            switch name {
            case "service": return try service()
            case "duration", "responsetime": return try comparison()
            default:
                throw TraceFilter.refusal("the embedded region does not know '\(name.isEmpty ? String(rest.prefix(20)) : name)'")
            }
        }

        private mutating func service() throws(ServiceFailure) -> Term {
            try expect("(")
            var type: String?
            let name: String
            if take("id") {
                try expect("(")
                try expect("name")
                try expect(":")
                name = try quoted()
                if take(",") {
                    try expect("type")
                    try expect(":")
                    type = try quoted()
                }
                try expect(")")
            } else {
                name = try quoted()
            }
            try expect(")")
            var states: [Term] = []
            if take("{") {
                states.append(try term(nested: true))
                while take("AND") { states.append(try term(nested: true)) }
                try expect("}")
            }
            return .service(name: name, type: type, states: states)
        }

        private mutating func comparison() throws(ServiceFailure) -> Term {
            let isSlower = take(">")
            guard isSlower || take("<") else { throw TraceFilter.refusal("a time is compared by > >= < <=") }
            let isInclusive = take("=")
            skipSpace()
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let seconds = Double(digits) else { throw TraceFilter.refusal("'\(rest.prefix(20))' is no number of seconds") }
            rest = rest.dropFirst(digits.count)
            return isSlower ? .slower(seconds, isInclusive: isInclusive) : .faster(seconds, isInclusive: isInclusive)
        }
    }
}
