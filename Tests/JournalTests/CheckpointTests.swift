import Cryptography
import Foundation
import GRDB
import IncidentEngine
import IncidentModel
import Testing

@testable import Journal

@Suite struct CheckpointTests {
    private func kinds(_ place: TemporaryJournal) throws -> [String] {
        try place.rows("SELECT kind, phase FROM event ORDER BY seq").map { ($0["phase"] as String?) ?? $0["kind"] }
    }

    @Test func everyStageOfAnIncidentIsSignedAtOnce() async throws {
        let place = try TemporaryJournal()
        let journal = place.signing()
        let declared = try await journal.append(Drafts.declare())
        _ = try await journal.append(Drafts.note("a"))
        for kind in [EventDraft.Kind.incidentStage, .incidentResolved, .incidentClosed] {
            _ = try await journal.append(Drafts.incident(kind))
        }
        #expect(
            try kinds(place) == [
                "incident.declared", "journal.checkpoint", "incident.note", "incident.stage", "journal.checkpoint",
                "incident.resolved", "journal.checkpoint", "incident.closed", "journal.checkpoint",
            ])
        let checkpoint = try await journal.events(after: 1, limit: 1)[0]
        let (draft, cause) = (checkpoint.draft, declared.draft)
        #expect(draft.actor == cause.actor && draft.time == cause.time && draft.incident == cause.incident)
        #expect(draft.account == cause.account && draft.region == cause.region && draft.target == nil)
        #expect(draft.details["head"]?.string == declared.hash && draft.details["headSeq"]?.number == 1)
        let key = try #require(try place.keys().first)
        #expect(draft.details["key"]?.string == key.fingerprint)
        let signature = try #require(draft.details["signature"]?.string.flatMap { Base64.decode($0) })
        #expect(key.isValid(signature, for: Array("flipback journal checkpoint\n1\n\(declared.hash)\n".utf8)))
        let report = try place.verify()
        #expect(report.isSound && report.signatures == .init(checkpoints: 4, upTo: report.signatures.upTo, after: 0))
        #expect(report.signatures.upTo?.seq == 8)
        #expect(place.told == [])
    }

    @Test func aDrillsCheckpointStaysInTheDrill() async throws {
        let place = try TemporaryJournal()
        var draft = Drafts.declare()
        draft.details[JournalScope.drillKey] = "drill-1"
        let scoped = ScopedJournal(place.signing(), scope: JournalScope(region: "eu-central-1", drill: "drill-1"))
        _ = try await scoped.append(draft)
        #expect(try await scoped.events(after: 0, limit: 10).map(\.draft.kind) == [.incidentDeclared, .checkpoint])
    }

    @Test func soManyEventsAreSignedTogether() async throws {
        let place = try TemporaryJournal()
        let journal = place.signing(every: 3)
        for number in 1...7 { _ = try await journal.append(Drafts.note("\(number)")) }
        let note = "incident.note"
        #expect(try kinds(place) == [note, note, note, "journal.checkpoint", note, note, note, "journal.checkpoint", note])
        let report = try place.verify()
        #expect(report.signatures.upTo?.seq == 7 && report.signatures.after == 1 && report.signatures.checkpoints == 2)
    }

    /// What falls due while a call's bytes are about to leave is signed behind the next event that nothing waits for.
    @Test func nothingIsSignedBetweenAnIntentAndItsCall() async throws {
        let place = try TemporaryJournal()
        let journal = place.signing(every: 1)
        for phase in [ActionPhase.intent, .sent, .acknowledged, .verified] {
            _ = try await journal.append(Drafts.move("a-1", phase))
        }
        _ = try await journal.append(
            EventDraft(time: Drafts.time, actor: "jo", kind: .groupBegun, region: "eu-central-1"))
        _ = try await journal.append(Drafts.move("a-2", .intent))
        #expect(
            try kinds(place) == [
                "intent", "sent", "acknowledged", "journal.checkpoint", "verified", "journal.checkpoint", "group.begun", "intent",
            ])
        #expect(try place.verify().signatures.after == 2)
    }

    @Test func anOlderJournalIsSignedFromItsNextEventOn() async throws {
        let place = try TemporaryJournal()
        for number in 1...5 { _ = try await place.journal().append(Drafts.note("\(number)")) }
        #expect(try place.verify().signatures == .init(checkpoints: 0, upTo: nil, after: 5))
        _ = try await place.signing(every: 3).append(Drafts.note("6"))
        #expect(try place.verify().signatures.upTo?.seq == 6)
    }

    // MARK: - Trouble with the key

    @Test func aKeyThatOthersCanReadSignsNothingAndStopsNothing() async throws {
        let place = try TemporaryJournal()
        let journal = place.signing(every: 1)
        _ = try await journal.append(Drafts.note("signed"))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: place.keyPath)
        for number in 1...3 { _ = try await journal.append(Drafts.note("\(number)")) }
        let told = place.told
        #expect(told.count == 1, "told once")
        #expect(told.first?.contains("`chmod 600 \(place.keyPath)`") == true)
        #expect(throws: JournalFailure.self) { try place.keys() }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: place.keyPath)
        _ = try await journal.append(Drafts.note("signed again"))
        let report = try place.verify()
        #expect(report.isSound && report.signatures.checkpoints == 2 && report.signatures.after == 0)
    }

    @Test(arguments: ["", "not a key", "-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----\n"])
    func aBrokenKeyStopsNothing(text: String) async throws {
        let place = try TemporaryJournal()
        #expect(
            FileManager.default.createFile(
                atPath: place.keyPath, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]))
        _ = try await place.signing().append(Drafts.declare())
        #expect(try place.verify(keys: []).events == 1)
        #expect(place.told.first?.contains("not an Ed25519 private key") == true)
        #expect(try String(contentsOfFile: place.keyPath, encoding: .utf8) == text, "a file that is there is never written over")
    }

    @Test func aLostKeyIsReplacedAndTheOldOneIsStillGood() async throws {
        let place = try TemporaryJournal()
        let journal = place.signing(every: 1)
        _ = try await journal.append(Drafts.note("by the first"))
        let old = try place.keys()
        try FileManager.default.removeItem(atPath: place.keyPath)
        _ = try await journal.append(Drafts.note("by the second"))
        let new = try place.keys()
        #expect(old != new)
        #expect(place.told.first?.contains("--key OLD --key NEW") == true)
        #expect(try place.verify(keys: old + new).isSound)
        #expect(try place.verify(keys: new).firstBad?.seq == 2)
        #expect(try place.verify(keys: old).firstBad?.seq == 4)
    }

    @Test func withoutAKeyACheckpointCannotBeCalledSound() async throws {
        let place = try TemporaryJournal()
        _ = try await place.signing().append(Drafts.declare())
        let bad = try #require(try place.verify(keys: []).firstBad)
        #expect(bad.seq == 2 && bad.reason.contains("--key"))
    }

    @Test func aForeignKeyIsNamed() async throws {
        let place = try TemporaryJournal()
        _ = try await place.signing().append(Drafts.declare())
        let bad = try #require(try place.verify(keys: [Ed25519PrivateKey().publicKey]).firstBad)
        #expect(bad.seq == 2 && bad.reason.contains("another key"))
    }
}
