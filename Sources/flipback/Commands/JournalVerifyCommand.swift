import ArgumentParser
import IncidentModel
import Journal

struct JournalVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check every event, hash and link; exit code 10 names the first bad one.",
        discussion: """
            With --anchor SEQ:HASH, a head that was written down elsewhere, a journal whose newest events were cut off is found too.
            """)

    @Option(help: ArgumentHelp("A head noted earlier.", valueName: "seq:hash"), transform: Self.anchor) var anchor: JournalAnchor?
    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let path = context.choices.journalPath
            let report = try JournalVerifier.verify(path: path, anchor: anchor)
            context.output.document([
                "path": .string(path), "sound": .bool(report.isSound), "events": JSONValue(report.events),
                "head": ["seq": JSONValue(report.head.seq), "hash": .string(report.head.hash)],
                "firstBad": report.firstBad.map { ["seq": JSONValue($0.seq), "reason": .string($0.reason)] } ?? .null,
            ])
            if let bad = report.firstBad {
                context.output.note("\(path): NOT SOUND: \(bad); \(report.events) events before it are good")
                return .journalUnverified
            }
            context.output.say("\(path): sound, \(report.events) events, head \(report.head.seq):\(report.head.hash)")
            return .done
        }
    }

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
