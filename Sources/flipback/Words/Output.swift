import IncidentModel

#if canImport(Glibc)
    import Glibc
#endif

/// Where a command's words go. With `--json` standard output carries exactly one document and everything else goes to standard error.
struct Output: Sendable {
    let json: Bool
    /// Whether colours may be used on standard output (`--color`, NO_COLOR, a terminal).
    let color: Bool
    private let out: @Sendable (String) -> Void
    private let error: @Sendable (String) -> Void

    init(
        json: Bool, color: Bool = false, out: @escaping @Sendable (String) -> Void = { Output.write($0, to: STDOUT_FILENO) },
        error: @escaping @Sendable (String) -> Void = { Output.write($0, to: STDERR_FILENO) }
    ) {
        self.json = json
        self.color = color
        self.out = out
        self.error = error
    }

    /// Lines for people.
    func say(_ lines: [String]) {
        let text = lines.map { $0 + "\n" }.joined()
        json ? error(text) : out(text)
    }

    func say(_ line: String) { say([line]) }

    /// A line that is not a result: notices, questions, progress.
    func note(_ line: String) { error(line + "\n") }

    /// The one document; nothing without `--json`.
    func document(_ value: @autoclosure () -> JSONValue) {
        if json { out(value().terminalSafe + "\n") }
    }

    /// Text that is itself the result, for example exported lines.
    func raw(_ text: String) { out(text) }

    /// Tells why a command ends; with `--json` also as the document.
    func fail(_ failure: Failure) {
        document(JSONDocuments.failure(failure))
        note(paint("flipback: ", .bad) + failure.text)
    }

    enum Paint: String, Sendable { case bad = "31;1", good = "32", warn = "33" }

    /// Colour is never the only signal: what is painted says the same in words.
    func paint(_ text: String, _ paint: Paint) -> String { color ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text }

    /// Writes all bytes; gives up when the reader is gone (EPIPE) or the disk is full.
    static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
