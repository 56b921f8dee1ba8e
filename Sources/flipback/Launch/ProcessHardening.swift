import Glibc

/// What every run does before anything else: files are private, and a crash leaves no secrets in a core file.
enum ProcessHardening {
    static func apply() {
        umask(0o077)
        forbidDumps()
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        // A reader that went away is an error of write(), not the end of a process that may be between intent and outcome.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Also keeps other processes of the same user from reading our memory (prctl(2), PR_SET_DUMPABLE = 4). Glibc's Swift module has no
    /// prctl, so it is looked up by name; its arguments are unsigned longs.
    private static func forbidDumps() {
        typealias Control = @convention(c) (CInt, CUnsignedLong, CUnsignedLong, CUnsignedLong, CUnsignedLong) -> CInt
        guard let symbol = dlsym(nil, "prctl") else { return }
        _ = unsafeBitCast(symbol, to: Control.self)(4, 0, 0, 0, 0)
    }

    /// Whether a core file can be written, for `doctor`.
    static var coreLimit: UInt64 {
        var limit = rlimit()
        return getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 ? UInt64(limit.rlim_cur) : 0
    }
}
