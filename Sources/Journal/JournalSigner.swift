import Cryptography
package import IncidentEngine
import Synchronization

/// Signs heads of the journal with this host's key. Whatever is wrong with the key, the journal goes on without signatures and says so
/// once: a record that is not signed is better than a rollback that does not happen.
package final class JournalSigner: Sendable {
    struct Signed {
        var checkpoint: Checkpoint
        /// The key was made for this signature.
        var isNew: Bool
    }

    private struct State {
        var key: Ed25519PrivateKey?
        var fingerprint = ""
        var identity: SigningKeyFile.Identity?
        var told: JournalFailure?
    }

    private let file: SigningKeyFile
    private let warn: @Sendable (JournalFailure) -> Void
    private let state = Mutex(State())

    /// - Parameter warn: told why events stay unsigned, once for each different reason, on the journal's own thread.
    package init(keyPath: String, warn: @escaping @Sendable (JournalFailure) -> Void) {
        file = SigningKeyFile(path: keyPath)
        self.warn = warn
    }

    /// Nil when there is no usable key.
    func sign(_ head: JournalAnchor) -> Signed? {
        let result: Result<Signed, JournalFailure> = state.withLock { state in
            do throws(JournalFailure) {
                let isNew = try load(&state)
                guard let key = state.key else { return .failure(JournalFailure(path: file.path, text: "holds no key")) }
                let checkpoint = Checkpoint(head: head, key: state.fingerprint, signature: key.sign(Checkpoint.text(head)))
                return .success(Signed(checkpoint: checkpoint, isNew: isNew))
            } catch {
                state.key = nil
                return .failure(error)
            }
        }
        switch result {
        case .success(let signed): return signed
        case .failure(let failure):
            tell(
                JournalFailure(
                    path: failure.path, text: failure.text + "; until then the journal goes on without signatures"))
            return nil
        }
    }

    /// A journal that has signatures got a new key: told, because the old ones can no longer be checked with what is on this host.
    func tellThatTheKeyIsNew() {
        tell(
            JournalFailure(
                path: file.path,
                text: "was not there and a new key was made; signatures from before it need the old public key: "
                    + "`flipback journal verify --key OLD --key NEW`"))
    }

    /// Reads the key at its first use and after every change of the file. Returns whether it was made now.
    private func load(_ state: inout State) throws(JournalFailure) -> Bool {
        if state.key != nil, let identity = file.identity, identity == state.identity { return false }
        let (key, isNew) = try file.loadOrMake()
        state.key = key
        state.fingerprint = key.publicKey.fingerprint
        state.identity = file.identity
        return isNew
    }

    private func tell(_ failure: JournalFailure) {
        let isNews = state.withLock { state in
            defer { state.told = failure }
            return state.told != failure
        }
        if isNews { warn(failure) }
    }
}
