/// NOT binds closer than AND, AND closer than OR.
struct CompositeRuleParser {
    private static let depthLimit = 32
    private let characters: [Character]
    private var index = 0

    init(_ text: String) { characters = Array(text) }

    var isAtEnd: Bool {
        characters[index...].allSatisfy(\.isWhitespace)
    }

    mutating func disjunction(depth: Int) -> CompositeRule.Term? {
        guard depth < Self.depthLimit, var left = conjunction(depth: depth) else { return nil }
        while takeWord("OR") {
            guard let right = conjunction(depth: depth) else { return nil }
            left = .or(left, right)
        }
        return left
    }

    private mutating func conjunction(depth: Int) -> CompositeRule.Term? {
        guard var left = factor(depth: depth) else { return nil }
        while takeWord("AND") {
            guard let right = factor(depth: depth) else { return nil }
            left = .and(left, right)
        }
        return left
    }

    private mutating func factor(depth: Int) -> CompositeRule.Term? {
        guard depth < Self.depthLimit else { return nil }
        if takeWord("NOT") { return factor(depth: depth + 1).map { .not($0) } }
        if takeWord("TRUE") { return .constant(true) }
        if takeWord("FALSE") { return .constant(false) }
        if take("(") {
            guard let inner = disjunction(depth: depth + 1), take(")") else { return nil }
            return inner
        }
        for state in [AlarmState.alarm, .insufficientData, .ok] where takeWord(state.rawValue) {
            guard take("("), let name = takeName(), take(")") else { return nil }
            return .state(state, name)
        }
        return nil
    }

    private mutating func takeName() -> String? {
        skipSpace()
        let quoted = take("\"")
        let start = index
        while index < characters.count, characters[index] != (quoted ? "\"" : ")") { index += 1 }
        let name = String(characters[start..<index])
        if quoted, !take("\"") { return nil }
        return name.isEmpty ? nil : name
    }

    private mutating func takeWord(_ word: String) -> Bool {
        skipSpace()
        let end = index + word.count
        guard end <= characters.count, String(characters[index..<end]) == word else { return false }
        if end < characters.count, characters[end].isLetter || characters[end] == "_" { return false }
        index = end
        return true
    }

    private mutating func take(_ character: Character) -> Bool {
        skipSpace()
        guard index < characters.count, characters[index] == character else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while index < characters.count, characters[index].isWhitespace { index += 1 }
    }
}
