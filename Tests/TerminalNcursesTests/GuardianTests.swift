import Testing

@testable import TerminalNcurses

#if canImport(Glibc)
    import Glibc
#endif

@Suite("Guardian")
struct GuardianTests {
    @Test("The console gets the mark, and Swift's backtrace only when somebody asks for it")
    func environment() {
        let environment = Guardian.childEnvironment(["LANG": "C.UTF-8"])
        #expect(environment["LANG"] == "C.UTF-8")
        #expect(environment[Guardian.marker] == String(getpid()))
        #expect(environment["SWIFT_BACKTRACE"] == "enable=no")
        #expect(Guardian.childEnvironment(["SWIFT_BACKTRACE": "enable=yes"])["SWIFT_BACKTRACE"] == "enable=yes")
    }

    @Test("Ends people ask for have no epitaph", arguments: [0, SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGPIPE])
    func quiet(signal: Int32) {
        #expect(Guardian.epitaph(signal: signal, crashFile: nil) == nil)
    }

    @Test("A crash names its signal and its file, a kill says what to do")
    func loud() throws {
        let crash = try #require(Guardian.epitaph(signal: SIGSEGV, crashFile: "/s/crash/flipback-1.crash"))
        #expect(crash.contains("SIGSEGV") && crash.contains("/s/crash/flipback-1.crash"))
        #expect(try #require(Guardian.epitaph(signal: SIGABRT, crashFile: nil)).contains("no crash report"))
        #expect(try #require(Guardian.epitaph(signal: SIGKILL, crashFile: nil)).contains("journal"))
    }

    @Test("Without a terminal there is nothing to guard, and a console under `no guardian on purpose` goes on")
    func returns() {
        // Standard input of a test run is no terminal in CI; with one, the mark makes it return all the same.
        Guardian.superviseIfNeeded(
            arguments: ["flipback"], environment: [Guardian.marker: "0"], program: "flipback", crashDirectory: "nowhere")
    }
}
