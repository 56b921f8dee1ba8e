/// The full-screen console: the terminal, the themes and the runtime around a `ConsoleLaunch`.
enum FullScreen {
    static func run(_ launch: ConsoleLaunch) async throws(Failure) -> ExitStatus {
        throw Failure(.unexpected, code: "console", "this build has no full-screen console; use `flipback status`")
    }
}
