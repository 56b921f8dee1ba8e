/// Metric math, as far as error rates need it: numbers, ids, + - * /, parentheses, and MAX, MIN, SUM, AVG over `[a, b]`,
/// ABS, CEIL, FLOOR, FILL(m, number).
indirect enum MetricExpression: Sendable {
    case number(Double)
    case identifier(String)
    case negation(MetricExpression)
    case binary(Character, MetricExpression, MetricExpression)
    case call(String, [MetricExpression])

    /// Nil when the text is not such an expression, or longer than CloudWatch takes.
    init?(_ text: String) {
        guard text.utf8.count <= 2_048 else { return nil }
        var parser = MetricExpressionParser(text)
        guard let parsed = parser.expression(depth: 0), parser.isAtEnd else { return nil }
        self = parsed
    }

    var identifiers: Set<String> {
        switch self {
        case .number: []
        case .identifier(let name): [name]
        case .negation(let inner): inner.identifiers
        case .binary(_, let left, let right): left.identifiers.union(right.identifiers)
        case .call(_, let arguments): arguments.reduce(into: []) { $0.formUnion($1.identifiers) }
        }
    }

    /// The value at one moment; nil where a metric has no datapoint or the result is no number (CloudWatch then has no datapoint).
    func value(_ metric: (String) -> Double?) -> Double? {
        switch self {
        case .number(let value): return value
        case .identifier(let name): return metric(name)
        case .negation(let inner): return inner.value(metric).map { -$0 }
        case .binary(let sign, let left, let right):
            guard let a = left.value(metric), let b = right.value(metric) else { return nil }
            return Self.apply(sign, a, b)
        case .call("FILL", let arguments):
            return arguments.count == 2 ? arguments[0].value(metric) ?? arguments[1].value(metric) : nil
        case .call(let name, let arguments):
            return Self.apply(name, arguments.compactMap { $0.value(metric) })
        }
    }

    private static func apply(_ sign: Character, _ a: Double, _ b: Double) -> Double? {
        switch sign {
        case "+": return a + b
        case "-": return a - b
        case "*": return a * b
        default: return b == 0 ? nil : a / b
        }
    }

    private static func apply(_ name: String, _ values: [Double]) -> Double? {
        guard let first = values.first else { return nil }
        switch name {
        case "MAX": return values.max()
        case "MIN": return values.min()
        case "SUM": return values.reduce(0, +)
        case "AVG": return values.reduce(0, +) / Double(values.count)
        case "ABS": return abs(first)
        case "CEIL": return first.rounded(.up)
        case "FLOOR": return first.rounded(.down)
        default: return nil
        }
    }
}
