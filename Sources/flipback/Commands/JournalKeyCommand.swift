import ArgumentParser
import Cryptography
import IncidentModel
import Journal

struct JournalKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Print the public key that checks the journal's signatures, as PEM.",
        discussion: """
            Keep it away from this host: with it and an export of the journal anybody can check the signatures, and a key that was exchanged \
            is noticed. The private key is made when there is none.
            """)

    @OptionGroup(title: "Common") var common: CommonOptions

    func run() async throws {
        try await CommandContext.run(common) { context in
            let file = SigningKeyFile(path: context.choices.signingKeyPath)
            let key = try file.publicKeyMadeIfMissing()
            context.output.document([
                "path": .string(file.path), "fingerprint": .string(key.fingerprint), "pem": .string(key.pem),
            ])
            if !context.output.json { context.output.raw(key.pem) }
            return .done
        }
    }
}
