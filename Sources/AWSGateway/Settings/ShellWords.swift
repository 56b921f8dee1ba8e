/// Splits a command line as a POSIX shell would (blanks, single and double quotes, backslash) without a shell: nothing is
/// expanded. nil when a quote is left open or the line ends in a backslash.
func shellWords(_ line: String) -> [String]? {
    enum State { case plain, single, double }
    var words: [String] = []
    var word = ""
    var started = false
    var state = State.plain
    var characters = line.makeIterator()
    while let c = characters.next() {
        switch state {
        case .plain:
            switch c {
            case " ", "\t", "\n", "\r":
                if started { words.append(word) }
                (word, started) = ("", false)
            case "'": (state, started) = (.single, true)
            case "\"": (state, started) = (.double, true)
            case "\\":
                guard let next = characters.next() else { return nil }
                word.append(next)
                started = true
            default:
                word.append(c)
                started = true
            }
        case .single:
            if c == "'" { state = .plain } else { word.append(c) }
        case .double:
            if c == "\"" {
                state = .plain
            } else if c == "\\" {
                guard let next = characters.next() else { return nil }
                if next != "\"" && next != "\\" { word.append("\\") }
                word.append(next)
            } else {
                word.append(c)
            }
        }
    }
    guard state == .plain else { return nil }
    if started { words.append(word) }
    return words
}
