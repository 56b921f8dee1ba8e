import Cryptography
import Foundation
import IncidentEngine
import IncidentModel
import Testing

@testable import Journal

@Suite struct SigningKeyFileTests {
    @Test func itIsPrivateAndKept() throws {
        let place = try TemporaryJournal()
        let path = place.directory + "/new/state/signing.key"
        let file = SigningKeyFile(path: path)
        #expect(try file.publicKey() == nil && !FileManager.default.fileExists(atPath: path), "looking makes nothing")
        let key = try file.publicKeyMadeIfMissing()
        #expect(try place.mode(path) == 0o600 && place.mode(place.directory + "/new/state") == 0o700)
        #expect(try file.publicKeyMadeIfMissing() == key && file.publicKey() == key)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.directory + "/new/state") == ["signing.key"])
    }

    @Test func whoeverMakesItAtTheSameMomentThereIsOneKey() async throws {
        for _ in 0..<20 {
            let place = try TemporaryJournal()
            let path = place.keyPath
            let keys = try await withThrowingTaskGroup(of: Ed25519PublicKey.self) { group in
                for _ in 0..<8 { group.addTask { try SigningKeyFile(path: path).publicKeyMadeIfMissing() } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(keys.count == 1)
            #expect(try FileManager.default.contentsOfDirectory(atPath: place.directory) == ["signing.key"])
        }
    }

    @Test func processesThatMakeItAtTheSameMomentMakeOne() async throws {
        let place = try TemporaryJournal()
        let path = place.path
        await withTaskGroup(of: Void.self) { group in
            for name in ["p", "q", "r"] {
                group.addTask {
                    await #expect(processExitsWith: .success) { [path = path as String, name = name as String] in
                        let journal = SQLiteJournal(
                            path: path, options: JournalOptions(lockLimit: .seconds(30)),
                            signer: JournalSigner(keyPath: path + ".key") { failure in fatalError("\(failure)") })
                        for number in 0..<5 {
                            var draft = Drafts.declare("INC-\(name)\(number)")
                            draft.reason = name
                            _ = try await journal.append(draft)
                        }
                    }
                }
            }
        }
        let key = try #require(try SigningKeyFile(path: path + ".key").publicKey())
        let report = try place.verify(keys: [key])
        #expect(report.isSound && report.signatures.checkpoints == 15 && report.events == 30)
    }

    @Test(arguments: [0o644, 0o660, 0o601]) func widerOnesAreRefused(mode: Int) throws {
        let place = try TemporaryJournal()
        let file = SigningKeyFile(path: place.keyPath)
        _ = try file.publicKeyMadeIfMissing()
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: place.keyPath)
        let failure = #expect(throws: JournalFailure.self) { try file.publicKeyMadeIfMissing() }
        #expect(failure?.text.contains("`chmod 600 \(place.keyPath)`") == true)
    }

    @Test func linksAndDirectoriesOfOthersAreRefused() throws {
        let place = try TemporaryJournal()
        let other = try TemporaryJournal()
        _ = try SigningKeyFile(path: other.keyPath).publicKeyMadeIfMissing()
        try FileManager.default.createSymbolicLink(atPath: place.keyPath, withDestinationPath: other.keyPath)
        #expect(throws: JournalFailure.self) { try SigningKeyFile(path: place.keyPath).publicKey() }
        try FileManager.default.removeItem(atPath: place.keyPath)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.directory)
        let failure = #expect(throws: JournalFailure.self) { try SigningKeyFile(path: place.keyPath).publicKeyMadeIfMissing() }
        #expect(failure?.text.contains("`chmod 700 \(place.directory)`") == true)
    }

    @Test func base64IsWhatEverybodyReads() {
        for count in 0..<70 {
            let bytes = SecureRandom.bytes(count)
            let text = Base64.encode(bytes)
            #expect(text == Data(bytes).base64EncodedString() && Base64.decode(text) == bytes)
        }
        for text in ["A", "AA", "AAA", "AA=A", "====", "A===", "AB==", "AAB=", "AA\n==", "AAAA ", "AA-_"] {
            #expect(Base64.decode(text) == nil, "\(text)")
        }
    }
}
