/// Reads `fg [on bg] [bold] [dim] [underline] [reverse]`, words in any order.
struct StyleParser {
    var palette: [String: Color]
    var file: String
    var line: Int

    static let attributes = ["bold", "dim", "underline", "reverse"]
    private static let names = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright-black", "bright-red", "bright-green",
        "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan", "bright-white",
    ]

    func style(_ text: String, over base: Style) throws(ThemeError) -> Style {
        var style = base
        (style.bold, style.dim, style.underline, style.reverse) = (false, false, false, false)
        var words = text.split(whereSeparator: \.isWhitespace).map(String.init)[...]
        guard !words.isEmpty else { throw fail("an empty style; write at least 'default'") }
        var (hasForeground, hasBackground) = (false, false)
        while let word = words.popFirst() {
            switch word {
            case "bold": style.bold = true
            case "dim": style.dim = true
            case "underline": style.underline = true
            case "reverse": style.reverse = true
            case "on":
                guard let next = words.popFirst() else { throw fail("a colour must follow 'on'") }
                guard !hasBackground else { throw fail("a second background, '\(next)'") }
                style.background = try color(next)
                hasBackground = true
            default:
                let color = try color(word)
                guard !hasForeground else { throw fail("a second foreground, '\(word)'; write 'on \(word)' for the background") }
                style.foreground = color
                hasForeground = true
            }
        }
        return style
    }

    func color(_ word: String) throws(ThemeError) -> Color {
        if let color = palette[word] { return color }
        if word == "default" { return .default }
        if let index = StyleParser.names.firstIndex(of: word) { return .indexed(index) }
        if let number = Int(word) {
            guard (0...255).contains(number) else { throw fail("colour \(word) is out of range, colours are 0 to 255") }
            return .indexed(number)
        }
        let known = Array(palette.keys) + StyleParser.names + StyleParser.attributes + ["default", "on"]
        throw fail("no colour or attribute is called '\(word)'", NearestWord.to(word, in: known))
    }

    private func fail(_ text: String, _ suggestion: String? = nil) -> ThemeError {
        ThemeError(file: file, line: line, text: text, suggestion: suggestion)
    }
}
