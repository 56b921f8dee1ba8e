import Cryptography
import Foundation
import GRDB
import IncidentEngine
import IncidentModel
import Synchronization

@testable import Journal

/// A journal in a directory of its own that goes away with the value, with the raw access to the file that an attacker has.
final class TemporaryJournal: Sendable {
    let directory: String
    var path: String { directory + "/journal.db" }

    init() throws {
        directory = FileManager.default.temporaryDirectory.path + "/journal-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    var keyPath: String { directory + "/signing.key" }
    /// What the signer warned of.
    var told: [String] { warnings.withLock { $0 } }
    private let warnings = Mutex<[String]>([])

    func journal(_ options: JournalOptions = JournalOptions()) -> SQLiteJournal { SQLiteJournal(path: path, options: options) }

    /// A journal that signs after so many events.
    func signing(every interval: Int = 100, routing: @escaping NoticeRouting = { _ in [] }) -> SQLiteJournal {
        SQLiteJournal(
            path: path, options: JournalOptions(checkpointInterval: interval), signer: signer(), routing: routing)
    }

    func signer() -> JournalSigner {
        JournalSigner(keyPath: keyPath) { [weak self] failure in self?.warnings.withLock { $0.append(failure.text) } }
    }

    /// The public key of the signing key; none while there is no file.
    func keys() throws -> [Ed25519PublicKey] { try SigningKeyFile(path: keyPath).publicKey().map { [$0] } ?? [] }

    /// The file past the journal. A journal that was let go of may still be closing its own connection, which locks the file for a moment.
    func queue() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// An empty journal as an earlier flipback made it.
    func make(schema: Int) throws {
        try queue().writeWithoutTransaction { try JournalSchema.migrate($0, to: schema) }
    }

    /// Runs SQL past the journal.
    func sql(_ sql: String, _ arguments: StatementArguments = []) throws {
        try queue().writeWithoutTransaction { try $0.execute(sql: sql, arguments: arguments) }
    }

    /// The same with the append-only triggers taken away before and put back after.
    func tamper(_ sql: String, _ arguments: StatementArguments = []) throws {
        try queue().writeWithoutTransaction { db in
            for name in JournalSchema.triggers.keys { try db.execute(sql: "DROP TRIGGER \(name)") }
            try db.execute(sql: sql, arguments: arguments)
            for sql in JournalSchema.triggers.values { try db.execute(sql: sql) }
        }
    }

    func rows(_ sql: String) throws -> [Row] {
        try queue().read { try Row.fetchAll($0, sql: sql) }
    }

    /// With the signing key that lies beside the journal, or with others.
    func verify(anchor: JournalAnchor? = nil, keys: [Ed25519PublicKey]? = nil) throws -> VerificationReport {
        try JournalVerifier.verify(path: path, keys: keys ?? self.keys(), anchor: anchor)
    }

    /// The events of the file as an attacker who hashes anew writes them: bodies with right links and hashes from `first` on, what a
    /// checkpoint says of its head included, since that is no secret.
    func forge(_ drafts: [EventDraft], from first: Int = 1) throws {
        var previous = JournalChain.start
        if first > 1 {
            previous = try rows("SELECT hash FROM event WHERE seq = \(first - 1)").first?[0] ?? ""
        }
        let names = JournalSchema.triggers.keys
        try queue().writeWithoutTransaction { db in
            for name in names { try db.execute(sql: "DROP TRIGGER \(name)") }
            try db.execute(sql: "DELETE FROM event WHERE seq >= ?", arguments: [first])
            for (offset, draft) in drafts.enumerated() {
                var draft = draft
                if draft.kind == .checkpoint {
                    draft.details["head"] = .string(previous)
                    draft.details["headSeq"] = JSONValue(first + offset - 1)
                }
                let body = try EventCoding.body(draft, seq: first + offset, previous: previous)
                previous = JournalChain.hash(Array(body.utf8))
                try db.execute(
                    sql:
                        "INSERT INTO event (seq, action, phase, target, incident, kind, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    arguments: [
                        first + offset, draft.action, draft.phase?.rawValue, draft.target?.description, draft.incident,
                        draft.kind.rawValue, body, previous,
                    ])
            }
            for sql in JournalSchema.triggers.values { try db.execute(sql: sql) }
        }
    }

    func lines(incident: String? = nil) throws -> [String] {
        var lines: [String] = []
        try JournalExporter.export(path: path, incident: incident) {
            lines.append(String(decoding: $0.dropLast(), as: UTF8.self))
        }
        return lines
    }

    /// The permission bits of a file.
    func mode(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? -1
    }
}

/// Drafts that tests write.
enum Drafts {
    static let time = Timestamp(milliseconds: 1_795_122_500_123)

    static func note(_ text: String, incident: String? = "INC-20261120-01") -> EventDraft {
        EventDraft(time: time, actor: "local user jo", kind: .incidentNote, incident: incident, details: ["text": .string(text)])
    }

    static func declare(_ incident: String = "INC-20261120-01") -> EventDraft {
        EventDraft(
            time: time, actor: "arn:aws:sts::123456789012:assumed-role/ops/jo", kind: .incidentDeclared, incident: incident,
            account: "123456789012", region: "eu-central-1", reason: "card payments fail", details: ["severity": 1])
    }

    /// An incident event without more to it.
    static func incident(_ kind: EventDraft.Kind, details: [String: JSONValue] = [:]) -> EventDraft {
        EventDraft(time: time, actor: "local user jo", kind: kind, incident: "INC-20261120-01", details: details)
    }

    static func move(_ action: String, _ phase: ActionPhase) -> EventDraft {
        EventDraft(
            time: time, actor: "arn:aws:sts::123456789012:assumed-role/ops/jo", kind: .aliasMove, incident: "INC-20261120-01",
            phase: phase, action: action, command: "rollback", account: "123456789012", region: "eu-central-1",
            target: Target(function: "checkout", alias: "prod"), before: Routing(pointer: "6", weights: ["7": 0.2]),
            after: Routing(pointer: "6"), revisionBefore: "r-1", revisionAfter: phase == .intent ? nil : "r-2",
            requestIDs: phase == .intent ? [] : ["4b0a-1", "4b0a-2"], reason: "5xx \"spike\"\n")
    }

    /// Text that breaks out of anything that does not escape it.
    static let hostile = [
        "\u{1B}]0;owned\u{7}\u{1B}[2J", "\"},{\"seq\":1}", "'; DROP TABLE event; --", "a\u{0}b", "\u{202E}txt.exe\u{2066}",
        "\r\nforged line",
        "\\u0000\\", "\u{7F}\u{80}\u{9B}", "e\u{301}\u{E9}", "\u{1F469}\u{200D}\u{1F692}\u{10FFFF}\u{FFFF}", "\u{2028}\u{2029}",
        "",
        "\"hash\":\"" + String(repeating: "0", count: 64) + "\",", String(repeating: "x", count: 10_240),
    ]
}
