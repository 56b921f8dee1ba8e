import Notices
import Yams

/// `notices`: receivers by name, each of a type.
extension SettingsParser {
    mutating func readNotices(_ node: Node) {
        for (key, _, value) in members(node, of: "notices", known: ["drills", "receivers"]) {
            if key == "drills" {
                settings.notices.drills = bool(value, "notices.drills") ?? false
                continue
            }
            for (name, line, value) in members(value, of: "notices.receivers", known: nil) {
                guard Self.isReceiverName(name) else {
                    report(line, "'\(shown(name))' is no name for a receiver; use up to 32 lower-case letters, digits and -")
                    continue
                }
                if let receiver = readReceiver(name, line, value) { settings.notices.receivers.append(receiver) }
            }
        }
    }

    private mutating func readReceiver(_ name: String, _ line: Int, _ node: Node) -> NoticeSettings.Receiver? {
        let place = "notices.receivers.\(name)"
        guard case .mapping = node, let type = node["type"] else {
            report(line, "\(place) needs a type: \(ReceiverKind.allCases.map(\.rawValue).joined(separator: ", "))")
            return nil
        }
        guard let kind = choice(type, "\(place).type", ReceiverKind.self) else { return nil }
        let known = ReceiverMembers.of(kind)
        var receiver = NoticeSettings.Receiver(name: name, kind: kind, line: line)
        for (key, line, value) in members(node, of: place, known: known.all) {
            let name = "\(place).\(key)"
            switch key {
            case "type": break
            case "arns": receiver.showsARNs = bool(value, name) ?? true
            case "priorities": receiver.priorities = priorities(value, name)
            case _ where known.secrets.contains(key) || known.optionalSecrets.contains(key):
                guard let text = string(value, name) else { continue }
                guard let source = SecretSource(text, line: line) else {
                    report(line, "\(name) must be env:NAME, file:/ABSOLUTE/PATH, or the secret itself in a file with mode 0600")
                    continue
                }
                receiver.secrets[key] = source
            case "url": receiver.values[key] = receiverURL(value, name)
            case "topic": receiver.values[key] = topic(value, name)
            default: receiver.values[key] = string(value, name)
            }
        }
        for key in known.required where node[key] == nil { report(line, "\(place) needs \(key)") }
        for key in known.secrets where node[key] == nil { report(line, "\(place) needs \(key), for example env:NAME") }
        if kind == .serviceNow, receiver.secrets["api-key"] == nil,
            receiver.values["user"] == nil || receiver.secrets["password"] == nil
        {
            report(line, "\(place) needs either user and password, or api-key")
        }
        return receiver
    }

    private mutating func priorities(_ node: Node, _ name: String) -> [Int: String] {
        var found: [Int: String] = [:]
        for (severity, line, value) in members(node, of: name, known: nil) {
            guard let number = Int(severity.hasPrefix("SEV-") ? severity.dropFirst(4) : severity[...]), (1...5).contains(number)
            else {
                report(line, "\(name) is by severity: SEV-1, SEV-2 …, not '\(shown(severity))'")
                continue
            }
            found[number] = string(value, "\(name).\(severity)")
        }
        return found
    }

    private mutating func receiverURL(_ node: Node, _ name: String) -> String? {
        guard var text = string(node, name) else { return nil }
        guard ReceiverURL.isAllowed(text) else {
            report(node, "\(name) must be https://… (or http:// to this machine alone), not '\(shown(text))'")
            return nil
        }
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }

    private mutating func topic(_ node: Node, _ name: String) -> String? {
        guard let text = string(node, name) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "sns", !parts[3].isEmpty, parts[4].count == 12, !parts[5].isEmpty
        else {
            report(node, "\(name) must be a topic's ARN, arn:aws:sns:REGION:ACCOUNT:NAME, not '\(shown(text))'")
            return nil
        }
        return text
    }

    private static func isReceiverName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 32
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
}

/// Told early; the transport refuses the same and more.
enum ReceiverURL {
    static func isAllowed(_ text: String) -> Bool {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return false }
        if text.hasPrefix("https://") { return text.utf8.count > 8 }
        guard text.hasPrefix("http://") else { return false }
        let host = text.dropFirst(7).prefix { $0 != "/" }
        return ["localhost", "127.0.0.1", "[::1]"].contains { host == $0 || host.hasPrefix($0 + ":") }
    }
}
