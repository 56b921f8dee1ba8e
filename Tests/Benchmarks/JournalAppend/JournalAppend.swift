import Glibc
import IncidentEngine
import IncidentModel
import Journal

/// Usage: journal-append FOLDER COUNT. Prints one JSON document with milliseconds: appends without a checkpoint, appends with one (both with a
/// notice in the outbox), and what the disk takes for a page and an fdatasync. The three take turns, so that what else the machine does
/// meets all of them.
@main enum JournalAppend {
    static func main() async throws {
        guard CommandLine.arguments.count == 3, let count = Int(CommandLine.arguments[2]) else {
            fatalError("usage: journal-append FOLDER COUNT")
        }
        let folder = CommandLine.arguments[1]
        func journal(_ name: String, signed: Bool) -> SQLiteJournal {
            SQLiteJournal(
                path: "\(folder)/\(name)/journal.db", options: JournalOptions(checkpointInterval: 1),
                signer: signed ? JournalSigner(keyPath: "\(folder)/\(name)/signing.key") { fatalError("\($0)") } : nil,
                routing: { [NoticeDraft(receiver: "pager", key: $0.hash)] })
        }
        let plain = journal("plain", signed: false)
        let signed = journal("signed", signed: true)
        let descriptor = open("\(folder)/page", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        precondition(descriptor >= 0, "the folder cannot be written")
        let page = [UInt8](repeating: 0x78, count: 4096)
        var times: (plain: [Double], signed: [Double], sync: [Double]) = ([], [], [])
        for number in 0..<count {
            let draft = draft(number)
            let start = ContinuousClock.now
            _ = try await plain.append(draft)
            let unsigned = ContinuousClock.now
            _ = try await signed.append(draft)
            let appended = ContinuousClock.now
            let written = page.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            precondition(written == page.count && fdatasync(descriptor) == 0, "the disk is full")
            let synced = ContinuousClock.now
            times.plain.append((unsigned - start) / .milliseconds(1))
            times.signed.append((appended - unsigned) / .milliseconds(1))
            times.sync.append((synced - appended) / .milliseconds(1))
        }
        print("{\"plain\":\(times.plain),\"signed\":\(times.signed),\"sync\":\(times.sync)}")
    }

    /// The last event of a rollback, with everything that such an event carries.
    private static func draft(_ number: Int) -> EventDraft {
        EventDraft(
            time: Timestamp(milliseconds: 1_795_122_500_123 + Int64(number)),
            actor: "arn:aws:sts::123456789012:assumed-role/ops/jo",
            kind: .aliasMove, incident: "INC-20261120-01", phase: .verified, action: "ACT-\(number)", command: "rollback",
            account: "123456789012", region: "eu-central-1", target: Target(function: "checkout", alias: "prod"),
            before: Routing(pointer: "6", weights: ["7": 0.2]), after: Routing(pointer: "6"),
            revisionBefore: "275af281-30ea-4a85-b1cc-b7a52a4cd2d1", revisionAfter: "1a1ee7ca-26a1-4f4f-9b4c-b1a3e4c1f3aa",
            requestIDs: ["d2b1c7a4-6c5b-4a2f-9b1e-000000000001"], reason: "card payments fail",
            details: ["plan": "checkout:prod v6 80 % v7 20 % @275af281 → v6 100 %", "round": 1])
    }
}
