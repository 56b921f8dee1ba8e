import Glibc

/// What the program reads of the process it runs in; everything else gets it from here, as values.
struct ProcessEnvironment: Sendable {
    var variables: [String: String]
    /// The user's home directory: HOME, else the account's.
    var home: String
    var user: String
    var inputIsTerminal: Bool
    var outputIsTerminal: Bool
    var errorIsTerminal: Bool

    static func current() -> ProcessEnvironment {
        var variables: [String: String] = [:]
        var entry = environ
        while let pair = entry.pointee {
            let text = String(cString: pair)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            entry += 1
        }
        let account = getpwuid(getuid())
        let accountHome = account.flatMap { $0.pointee.pw_dir }.map { String(cString: $0) }
        let accountName = account.flatMap { $0.pointee.pw_name }.map { String(cString: $0) }
        // Root is nobody: who became root is somebody.
        let becameRoot = accountName == "root" ? variables["SUDO_USER"].flatMap { $0.isEmpty ? nil : $0 } : nil
        return ProcessEnvironment(
            variables: variables, home: variables["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? accountHome ?? "/",
            user: becameRoot ?? accountName ?? variables["USER"] ?? "uid \(getuid())", inputIsTerminal: isatty(STDIN_FILENO) == 1,
            outputIsTerminal: isatty(STDOUT_FILENO) == 1, errorIsTerminal: isatty(STDERR_FILENO) == 1)
    }

    /// The variable, when it is set and not empty.
    func value(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// `$XDG_CONFIG_HOME/flipback`; a relative value is ignored (XDG base directory specification).
    var configDirectory: String { xdg("XDG_CONFIG_HOME", fallback: ".config") }
    /// `$XDG_STATE_HOME/flipback`
    var stateDirectory: String { xdg("XDG_STATE_HOME", fallback: ".local/state") }

    private func xdg(_ name: String, fallback: String) -> String {
        let base = value(name).flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "\(home)/\(fallback)"
        return base + "/flipback"
    }
}
