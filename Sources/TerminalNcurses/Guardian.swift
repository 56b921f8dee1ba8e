import CNcurses

#if canImport(Glibc)
    import Glibc
#endif

/// A parent process that outlives the console and puts the terminal right after whatever ended it, `kill -9` included. It
/// also turns Swift's own backtrace off in the console, which is read at process start only: it needs a program of the
/// toolchain and holds the terminal for seconds. The console's signal handler writes the report of a crash instead.
///
/// Both are in one process group, so the terminal's own signals reach both: the guardian leaves INT, QUIT and TSTP to the
/// console, passes HUP and TERM on, stops when the console stops, and exits with the console's code or 128 + signal.
package enum Guardian {
    /// Holds the guardian's process id in the console's environment; any other value there means: no guardian, on purpose.
    package static let marker = "FLIPBACK_GUARDED"

    /// To be called before anything else in `main`, for commands that open the full screen. Returns in the console, and when
    /// there is no terminal to guard; in the guardian it does not return.
    /// - Parameters:
    ///   - arguments: the whole command line, the program's name first.
    ///   - program: the name and version that a crash report begins with.
    ///   - crashDirectory: absolute; made with mode 0700.
    package static func superviseIfNeeded(
        arguments: [String], environment: [String: String], program: String, crashDirectory: String
    ) {
        if let mark = environment[marker] {
            unsetenv(marker)
            if makeDirectory(crashDirectory) {
                fb_note_crash_report(report(of: getpid(), in: crashDirectory), "\(program) crashed")
            }
            if let guardian = Int32(mark), guardian > 1, !fb_die_with_guardian(guardian) { exit(129) }
            return
        }
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return }
        fb_wait_for_foreground()
        guard fb_save_terminal() else { return }
        umask(0o077)
        let child = spawn(arguments, childEnvironment(environment))
        // Without a guardian the console still works; it only can't be put right after kill -9.
        guard child > 0 else { return }
        let end = fb_wait_for_child(child)
        _ = fb_restore_terminal()
        if end.failed { exit(1) }
        let report = report(of: child, in: crashDirectory)
        if let text = epitaph(signal: end.signal, crashFile: access(report, R_OK) == 0 ? report : nil) {
            let line = Array("\(text)\n".utf8)
            _ = write(STDERR_FILENO, line, line.count)
        }
        exit(end.code)
    }

    /// The console's environment: the mark and, unless the operator has set it, no backtrace by Swift.
    static func childEnvironment(_ environment: [String: String]) -> [String: String] {
        var result = environment
        result[marker] = String(getpid())
        result["SWIFT_BACKTRACE"] = environment["SWIFT_BACKTRACE"] ?? "enable=no"
        return result
    }

    /// What the operator reads after an abnormal end; nil for the ends people ask for.
    static func epitaph(signal: Int32, crashFile: String?) -> String? {
        guard signal != 0, ![SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGPIPE].contains(signal) else { return nil }
        if signal == SIGKILL {
            return
                "flipback: killed (SIGKILL). The terminal is restored. What was being changed is in the journal: start flipback "
                + "again and it reads back what became of it."
        }
        let place = crashFile.map { "; the report is \($0), please attach it to a bug report" } ?? "; no crash report was written"
        return
            "flipback: crashed (\(name(of: signal)))\(place). The terminal is restored. Start flipback again and it reads back "
            + "what became of a change under way."
    }

    private static func name(of signal: Int32) -> String {
        let names: [Int32: String] = [
            SIGSEGV: "SIGSEGV", SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP", SIGFPE: "SIGFPE",
            SIGSYS: "SIGSYS", SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ",
        ]
        return names[signal] ?? "signal \(signal)"
    }

    private static func spawn(_ arguments: [String], _ environment: [String: String]) -> pid_t {
        let argv = arguments.map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        return fb_spawn_guarded(programPath(), argv, envp)
    }

    /// The file of the running program; by way of /proc when it has been replaced meanwhile, which names the process `exe`.
    private static func programPath() -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0, count < buffer.count else { return "/proc/self/exe" }
        let path = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var (there, running) = (stat(), stat())
        guard stat(path, &there) == 0, stat("/proc/self/exe", &running) == 0 else { return "/proc/self/exe" }
        return there.st_ino == running.st_ino && there.st_dev == running.st_dev ? path : "/proc/self/exe"
    }

    /// Makes the path, each missing part 0700. False when it can't or when others could write there.
    private static func makeDirectory(_ path: String) -> Bool {
        guard path.hasPrefix("/") else { return false }
        var partial = ""
        for part in path.split(separator: "/") {
            partial += "/\(part)"
            if mkdir(partial, 0o700) != 0, errno != EEXIST { return false }
        }
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR && info.st_uid == geteuid() && info.st_mode & 0o022 == 0
    }

    private static func report(of console: pid_t, in directory: String) -> String { "\(directory)/flipback-\(console).crash" }
}
