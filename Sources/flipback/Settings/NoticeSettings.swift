import Notices

/// `notices` of the settings: who is told of incidents and of moved traffic.
struct NoticeSettings: Hashable, Sendable {
    /// One receiver, its members checked against what its type knows; secrets are looked up only when they are used.
    struct Receiver: Hashable, Sendable {
        var name: String
        var kind: ReceiverKind
        var line: Int
        /// Whether ARNs may be told.
        var showsARNs = true
        var values: [String: String] = [:]
        var secrets: [String: SecretSource] = [:]
        /// Names of Jira's priorities by severity, from 1.
        var priorities: [Int: String] = [:]
    }

    /// Whether events of drills are told too, marked as such.
    var drills = false
    var receivers: [Receiver] = []

    var routes: NoticeRoutes {
        NoticeRoutes(receivers: receivers.map { .init(name: $0.name, kind: $0.kind) }, drills: drills)
    }

    /// The line of the first secret that is written into the file itself.
    var inlineSecretLine: Int? {
        receivers.flatMap { $0.secrets.values }.compactMap(\.inlineLine).min()
    }
}

/// Where a secret is: `env:NAME`, `file:PATH` (a file of ours, 0600), or, in a settings file that nobody else can read, the value itself.
enum SecretSource: Hashable, Sendable {
    /// Never printed: the description shows dots.
    struct Hidden: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
        let value: String
        var description: String { "•••" }
        var debugDescription: String { "•••" }
        var customMirror: Mirror { Mirror(self, children: []) }
    }

    case environment(String, line: Int)
    case file(String, line: Int)
    case inline(Hidden, line: Int)

    /// The line of a secret that is written into the settings themselves.
    var inlineLine: Int? {
        guard case .inline(_, let line) = self else { return nil }
        return line
    }

    /// Nil for a name or path that is none.
    init?(_ text: String, line: Int) {
        if let name = text.dropping("env:") {
            guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else { return nil }
            self = .environment(name, line: line)
        } else if let path = text.dropping("file:") {
            guard path.hasPrefix("/") else { return nil }
            self = .file(path, line: line)
        } else {
            self = .inline(Hidden(value: text), line: line)
        }
    }
}

extension String {
    fileprivate func dropping(_ prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
