import AWSSigning
import Synchronization

/// The access keys of the region's account: the one everybody is told, and those AssumeRole hands out.
final class CredentialStore: Sendable {
    struct Entry: Sendable {
        var credentials: SigningCredentials
        var caller: Caller
    }

    /// The same for every seed and well known: they protect nothing, and a client of `demo --port` needs them.
    private static let drill = SigningCredentials(
        accessKeyID: "AKIAFLIPBACKDRILL001", secretAccessKey: "drill-secret-key-for-loopback-only-00001")

    let main: SigningCredentials
    private let entries: Mutex<[String: Entry]>
    private let noise: Noise
    private let account: String

    init(noise: Noise, account: String) {
        self.noise = noise
        self.account = account
        let main = Self.drill
        self.main = main
        let caller = Caller(
            accessKeyID: main.accessKeyID, arn: "arn:aws:iam::\(account):user/oncall", userID: "AIDAFLIPBACKDRILL001",
            isObserver: false)
        entries = Mutex([main.accessKeyID: Entry(credentials: main, caller: caller)])
    }

    func entry(_ accessKeyID: String) -> Entry? { entries.withLock { $0[accessKeyID] } }

    /// A session of a role. A role whose name says observer or readonly may only read.
    func assume(role: String, session: String) -> Entry {
        entries.withLock { entries in
            let name = role.split(separator: "/").last.map(String.init) ?? role
            let index = String(String(1_000_000 + entries.count).dropFirst())
            let lowered = name.lowercased()
            let key = "ASIAFLIPBACKED" + index
            let credentials = SigningCredentials(
                accessKeyID: key, secretAccessKey: Self.secret(noise, key),
                sessionToken: Self.secret(noise, "token/" + key) + Self.secret(noise, "more/" + key))
            let caller = Caller(
                accessKeyID: key, arn: "arn:aws:sts::\(account):assumed-role/\(name)/\(session)",
                userID: "AROAFLIPBACKED\(index):\(session)",
                isObserver: lowered.contains("observer") || lowered.contains("readonly"))
            let entry = Entry(credentials: credentials, caller: caller)
            entries[key] = entry
            return entry
        }
    }

    private static func secret(_ noise: Noise, _ name: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        return String(noise.bytes(Noise.stream("secret/" + name), 0, count: 40).map { alphabet[Int($0 & 63)] })
    }
}
