import CNcurses
import Dispatch

#if canImport(Glibc)
    import Glibc
#endif

/// INT, TERM and HUP as calls on the main actor, so that the program ends in order: journal first, terminal after, then
/// exit 128 + number. At most one at a time; a second signal is delivered too (a hang-up may come twice).
@MainActor
package final class EndingSignals {
    private var source: (any DispatchSourceRead)?

    /// A signal that whoever started the program ignores (nohup) stays ignored.
    package init(_ handler: @escaping @MainActor (Int32) -> Void) {
        let descriptor = fb_ending_descriptor()
        guard descriptor >= 0 else { return }
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .main)
        source.setEventHandler {
            MainActor.assumeIsolated {
                while case let number = fb_next_ending(), number != 0 { handler(number) }
            }
        }
        source.activate()
        self.source = source
        for number in [SIGINT, SIGTERM, SIGHUP] { _ = fb_listen(number) }
    }

    /// Back to the default: the next such signal ends the process at once.
    package func stop() {
        source?.cancel()
        source = nil
        for number in [SIGINT, SIGTERM, SIGHUP] { fb_unlisten(number) }
    }
}
