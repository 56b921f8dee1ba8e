import ArgumentParser
import Cryptography
import IncidentModel
import Journal

struct JournalVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check every event, hash, link and signature; exit code 10 names the first bad one.",
        discussion: """
            With --anchor SEQ:HASH, a head that was written down elsewhere, a journal whose newest events were cut off is found too. \
            Signatures are checked with this host's signing key, or with the keys named.
            """)

    @Option(help: ArgumentHelp("A head noted earlier.", valueName: "seq:hash"), transform: Self.anchor) var anchor: JournalAnchor?
    @Option(
        name: .customLong("key"),
        help: ArgumentHelp(
            "A public key (PEM) that may have signed, instead of this host's; may be given more than once.", valueName: "file"))
    var keys: [String] = []
    @Option(help: ArgumentHelp("Check these lines of `journal export` instead of this host's journal.", valueName: "file"))
    var export: String?
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let path = export ?? context.choices.journalPath
            let known = try keys.isEmpty ? Self.ownKeys(context.choices) : keys.map(Self.key)
            let report =
                try export.map { try ExportedFile.verify($0, keys: known, anchor: anchor) }
                ?? JournalVerifier.verify(path: path, keys: known, anchor: anchor)
            context.output.document([
                "path": .string(path), "sound": .bool(report.isSound), "events": JSONValue(report.events),
                "head": Self.document(report.head),
                "firstBad": report.firstBad.map { ["seq": JSONValue($0.seq), "reason": .string($0.reason)] } ?? .null,
                "signatures": [
                    "checkpoints": JSONValue(report.signatures.checkpoints),
                    "upTo": report.signatures.upTo.map(Self.document) ?? .null, "after": JSONValue(report.signatures.after),
                    "keys": .array(known.map { ["fingerprint": .string($0.fingerprint), "pem": .string($0.pem)] }),
                ],
            ])
            if let bad = report.firstBad {
                context.output.note("\(path): NOT SOUND: \(bad); \(report.events) events before it are good")
                return .journalUnverified
            }
            context.output.say("\(path): sound, \(report.events) events, head \(report.head.seq):\(report.head.hash)")
            context.output.say(Words.signatures(report.signatures))
            context.output.say(known.flatMap { ["key \($0.fingerprint)"] + $0.pem.split(separator: "\n").map(String.init) })
            return .done
        }
    }

    /// This host's key; none while nothing was ever signed here.
    private static func ownKeys(_ choices: Choices) throws -> [Ed25519PublicKey] {
        try SigningKeyFile(path: choices.signingKeyPath).publicKey().map { [$0] } ?? []
    }

    /// A public key, or the public half of a private one.
    private static func key(_ path: String) throws(Failure) -> Ed25519PublicKey {
        guard let bytes = try PrivateFiles.read(path, limit: 1 << 16) else {
            throw Failure(.usage, code: "file", "\(path): there is no such file (named with --key)")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let key = Ed25519PublicKey(pem: text) ?? Ed25519PrivateKey(pem: text)?.publicKey else {
            throw Failure(.usage, code: "file", "\(path): is not an Ed25519 key in PEM, as `flipback journal key` prints one")
        }
        return key
    }

    private static func document(_ head: JournalAnchor) -> JSONValue { ["seq": JSONValue(head.seq), "hash": .string(head.hash)] }

    static func anchor(_ text: String) throws -> JournalAnchor {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let seq = Int(parts[0]), seq > 0, parts[1].count == 64,
            parts[1].allSatisfy({ $0.isHexDigit && !$0.isUppercase })
        else {
            throw ValidationError("--anchor is the head that an earlier `journal verify` printed, SEQ:HASH with 64 hex digits")
        }
        return JournalAnchor(seq: seq, hash: String(parts[1]))
    }
}
