import CCurl
import Glibc
import Synchronization

/// The thread that runs all transfers of one client, and the multi handle with its connection pool.
///
/// `@unchecked Sendable`: the handles are used by the thread alone, except for `curl_multi_wakeup`, which libcurl allows from any thread
/// and which is called only while `inbox` says that the handle is still there. `active` belongs to the thread.
final class CurlLoop: @unchecked Sendable {
    private struct Inbox: Sendable {
        var submitted: [CurlTransfer] = []
        var cancelled: [CurlTransfer] = []
        var isStopping = false
        /// The handles are gone, or could not be made.
        var isClosed = false
        var thread: pthread_t?
    }

    /// How long the thread may sleep when libcurl itself has no timer; a wakeup ends the sleep at once.
    private static let sleep: Int32 = 3_600_000

    private let inbox = Mutex(Inbox())
    private let multi: UnsafeMutableRawPointer?
    private let share: UnsafeMutableRawPointer?
    private var active: [UnsafeMutableRawPointer: CurlTransfer] = [:]

    private static let isInitialised: Bool = CCurl_global_init() == CURLE_OK

    init(_ configuration: CurlConfiguration) {
        multi = Self.isInitialised ? curl_multi_init() : nil
        share = Self.isInitialised ? curl_share_init() : nil
        guard let multi, let share else {
            inbox.withLock { $0.isClosed = true }
            return
        }
        // TLS sessions are shared, so that a fresh connection to a known host resumes instead of starting over. One thread: no locks.
        _ = CCurl_share_setopt_lock_data(share, CURL_LOCK_DATA_SSL_SESSION)
        _ = CCurl_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, configuration.maxIdleConnections)
        _ = CCurl_multi_setopt_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, configuration.maxConnectionsPerHost)
        start()
    }

    private func start() {
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<CurlLoop>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, argument.toOpaque())
        if code == 0 {
            inbox.withLock { $0.thread = thread }
        } else {
            argument.release()
            close()
        }
    }

    // MARK: From any thread

    func submit(_ transfer: CurlTransfer) {
        let accepted = inbox.withLock { inbox in
            guard !inbox.isStopping, !inbox.isClosed else { return false }
            inbox.submitted.append(transfer)
            wake()
            return true
        }
        if !accepted { transfer.finish(.failure(TransportError(kind: .cancelled, text: "the HTTP client is shut down"))) }
    }

    func cancel(_ transfer: CurlTransfer) {
        transfer.isCancelled.store(true, ordering: .sequentiallyConsistent)
        inbox.withLock { inbox in
            guard !inbox.isClosed else { return }
            inbox.cancelled.append(transfer)
            wake()
        }
    }

    /// Ends the thread and waits until it is gone.
    func stop() {
        let thread = inbox.withLock { inbox in
            inbox.isStopping = true
            if !inbox.isClosed { wake() }
            defer { inbox.thread = nil }
            return inbox.thread
        }
        if let thread { pthread_join(thread, nil) }
    }

    private func wake() {
        if let multi { curl_multi_wakeup(multi) }
    }

    // MARK: On the thread

    private func run() {
        Self.blockSignals()
        while takeInbox() {
            var running: Int32 = 0
            _ = curl_multi_perform(multi, &running)
            collect()
            // It fails only when the kernel has no memory or descriptors; then the thread must not spin.
            if curl_multi_poll(multi, nil, 0, Self.sleep, nil) != CURLM_OK { usleep(20_000) }
        }
        for transfer in Array(active.values) { abandon(transfer, "the HTTP client was shut down") }
        close()
    }

    /// Starts and ends what was asked for; false when the thread is to stop.
    private func takeInbox() -> Bool {
        let (submitted, cancelled, isStopping) = inbox.withLock { inbox in
            defer {
                inbox.submitted = []
                inbox.cancelled = []
            }
            return (inbox.submitted, inbox.cancelled, inbox.isStopping)
        }
        for transfer in submitted { begin(transfer) }
        for transfer in cancelled { abandon(transfer, "the caller cancelled the request") }
        return !isStopping
    }

    private func begin(_ transfer: CurlTransfer) {
        guard !transfer.isCancelled.load(ordering: .sequentiallyConsistent) else {
            return transfer.finish(.failure(TransportError(kind: .cancelled, text: "cancelled before anything was sent")))
        }
        do throws(TransportError) {
            let easy = try transfer.open(share: share)
            let code = curl_multi_add_handle(multi, easy)
            guard code == CURLM_OK else {
                throw TransportError(kind: .unreachable, text: String(cString: curl_multi_strerror(code)))
            }
            active[easy] = transfer
        } catch {
            transfer.finish(.failure(error))
        }
    }

    private func abandon(_ transfer: CurlTransfer, _ reason: String) {
        guard let easy = transfer.easy, active.removeValue(forKey: easy) != nil else { return }
        curl_multi_remove_handle(multi, easy)
        transfer.finish(.failure(TransportError(kind: .cancelled, text: reason)))
    }

    private func collect() {
        var result = CURLE_OK
        while let easy = CCurl_multi_next_done(multi, &result) {
            guard let transfer = active.removeValue(forKey: easy) else { continue }
            let outcome = transfer.outcome(result)
            curl_multi_remove_handle(multi, easy)
            transfer.finish(outcome)
        }
    }

    private func close() {
        let refused = inbox.withLock { inbox in
            inbox.isClosed = true
            defer { inbox.submitted = [] }
            return inbox.submitted
        }
        for transfer in refused {
            transfer.finish(.failure(TransportError(kind: .cancelled, text: "the HTTP client is shut down")))
        }
        curl_multi_cleanup(multi)
        curl_share_cleanup(share)
    }

    /// The process' signals are for other threads. SIGPIPE matters most: with NOSIGNAL libcurl does not ignore it, and OpenSSL writes with
    /// `write`. Those that a fault raises in this very thread stay open.
    private static func blockSignals() {
        var signals = sigset_t()
        sigfillset(&signals)
        for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS] { sigdelset(&signals, fault) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
