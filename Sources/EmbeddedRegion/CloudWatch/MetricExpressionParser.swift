/// Recursive descent over the few characters metric math needs.
struct MetricExpressionParser {
    private static let functions: Set<String> = ["MAX", "MIN", "SUM", "AVG", "ABS", "CEIL", "FLOOR", "FILL"]
    private static let overLists: Set<String> = ["MAX", "MIN", "SUM", "AVG"]
    private static let depthLimit = 32
    private let characters: [Character]
    private var index = 0

    init(_ text: String) { characters = text.filter { !$0.isWhitespace } }

    var isAtEnd: Bool { index == characters.count }

    mutating func expression(depth: Int) -> MetricExpression? {
        guard depth < Self.depthLimit, var left = term(depth: depth) else { return nil }
        while let sign = take(oneOf: "+-") {
            guard let right = term(depth: depth) else { return nil }
            left = .binary(sign, left, right)
        }
        return left
    }

    private mutating func term(depth: Int) -> MetricExpression? {
        guard var left = factor(depth: depth) else { return nil }
        while let sign = take(oneOf: "*/") {
            guard let right = factor(depth: depth) else { return nil }
            left = .binary(sign, left, right)
        }
        return left
    }

    private mutating func factor(depth: Int) -> MetricExpression? {
        guard depth < Self.depthLimit else { return nil }
        if take(oneOf: "-") != nil { return factor(depth: depth + 1).map { .negation($0) } }
        if take(oneOf: "(") != nil {
            guard let inner = expression(depth: depth + 1), take(oneOf: ")") != nil else { return nil }
            return inner
        }
        let word = takeWord()
        if word.isEmpty { return nil }
        if let number = Double(word) { return .number(number) }
        guard word.first?.isLetter == true else { return nil }
        if take(oneOf: "(") != nil {
            let name = word.uppercased()
            guard Self.functions.contains(name) else { return nil }
            // Over one series MAX and its like give a scalar, over `[a, b]` a series: only the latter is modelled.
            if Self.overLists.contains(name), characters.indices.contains(index), characters[index] != "[" { return nil }
            return arguments(depth: depth + 1).map { .call(name, $0) }
        }
        return word.first?.isLowercase == true ? .identifier(word) : nil
    }

    private mutating func arguments(depth: Int) -> [MetricExpression]? {
        let isList = take(oneOf: "[") != nil
        var arguments: [MetricExpression] = []
        repeat {
            guard let argument = expression(depth: depth) else { return nil }
            arguments.append(argument)
        } while take(oneOf: ",") != nil
        if isList, take(oneOf: "]") == nil { return nil }
        return take(oneOf: ")") == nil ? nil : arguments
    }

    private mutating func take(oneOf signs: String) -> Character? {
        guard index < characters.count, signs.contains(characters[index]) else { return nil }
        index += 1
        return characters[index - 1]
    }

    private mutating func takeWord() -> String {
        let start = index
        while index < characters.count,
            characters[index].isLetter || characters[index].isNumber || "._".contains(characters[index])
        {
            index += 1
        }
        return String(characters[start..<index])
    }
}
