import Glibc

/// What the terminal can show.
struct DoctorTerminal: Sendable {
    let environment: ProcessEnvironment
    let ascii: Bool

    var checks: [DoctorCheck] {
        [
            Self.term(environment.value("TERM"), noColor: environment.value("NO_COLOR") != nil), encoding,
            Self.size(size, isTerminal: environment.outputIsTerminal),
        ]
    }

    static func term(_ name: String?, noColor: Bool) -> DoctorCheck {
        guard let name else {
            return .warn(
                "terminal", "TERM is not set: the console cannot draw",
                fix: "export TERM=xterm-256color, or what your terminal is")
        }
        if name == "dumb" {
            return .warn(
                "terminal", "TERM=dumb: the console cannot draw here", fix: "use status, plan and rollback, or a real terminal")
        }
        let colors =
            noColor
            ? "no colours (NO_COLOR)"
            : name.contains("256color") || name.contains("direct") ? "256 colours" : "the colours that terminfo gives it"
        return .ok("terminal", "TERM=\(name), \(colors)")
    }

    private var encoding: DoctorCheck {
        if ascii { return .ok("encoding", "ASCII, as asked") }
        let name = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment.value($0) }.first ?? ""
        return Self.encoding(name)
    }

    static func encoding(_ locale: String) -> DoctorCheck {
        let lower = locale.lowercased()
        if lower.contains("utf-8") || lower.contains("utf8") { return .ok("encoding", "UTF-8 (\(locale))") }
        return .warn(
            "encoding",
            locale.isEmpty
                ? "no locale is set: the console draws with ASCII" : "\(locale) is not UTF-8: the console draws with ASCII",
            fix: "export LANG=C.UTF-8")
    }

    private var size: (columns: Int, rows: Int)? {
        var window = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0 else { return nil }
        return (Int(window.ws_col), Int(window.ws_row))
    }

    static func size(_ size: (columns: Int, rows: Int)?, isTerminal: Bool) -> DoctorCheck {
        guard isTerminal, let size else { return .ok("size", "standard output is no terminal") }
        let text = "\(size.columns)×\(size.rows)"
        return size.columns >= 80 && size.rows >= 24
            ? .ok("size", text)
            : .warn(
                "size", "\(text) is too small for the console", fix: "make it 80×24 or more; keys that act are off below that")
    }
}
