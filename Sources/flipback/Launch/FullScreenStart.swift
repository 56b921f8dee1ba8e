/// What has to be known of the command line before it is parsed: whether it opens the full screen, which the guardian process supervises.
enum FullScreenStart {
    private static let commands: Set<String> = ["console", "demo", "watch"]
    private static let elsewhere: Set<String> = ["-h", "--help", "--version", "--help-hidden", "--generate-completion-script"]

    /// - Parameter arguments: in the parser's order (`ArgumentOrder.normalized`), without the program's name.
    static func opens(_ arguments: [String]) -> Bool {
        if arguments.contains(where: { elsewhere.contains($0) || $0.hasPrefix("--experimental") }) { return false }
        // Without a command the console opens, and then the first argument is one of its options.
        guard let first = arguments.first, !first.hasPrefix("-") else { return true }
        return commands.contains(first)
    }

    /// Where the report of a crash goes: `crash` in the state directory.
    static func crashDirectory(_ arguments: [String], _ environment: ProcessEnvironment) -> String {
        var state = environment.stateDirectory
        for (index, argument) in arguments.enumerated() {
            if argument == "--state-dir", index + 1 < arguments.count { state = arguments[index + 1] }
            if argument.hasPrefix("--state-dir=") { state = String(argument.dropFirst("--state-dir=".count)) }
        }
        return state + "/crash"
    }
}
