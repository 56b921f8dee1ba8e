import AWSSigning
import FoundationEssentials
import IncidentModel

/// Runs a profile's `credential_process` and reads what it prints (Version 1 of the format in the AWS CLI's guide, "Sourcing
/// credentials with an external process").
struct CredentialProcess: Sendable {
    var limit: Duration
    /// More output than this is no credentials document.
    static let outputCap = 256 << 10

    func credentials(words: [String], provider: String, place: String) async throws(CredentialFailure) -> AWSCredentials {
        let outcome = await ChildProcess(words: words, limit: limit, outputCap: Self.outputCap).run()
        func wrong(_ why: String) -> CredentialFailure {
            CredentialFailure("\(place): credential_process '\(printable(words[0], limit: 120))' \(why)")
        }
        switch outcome {
        case .notStarted(let why): throw wrong("could not be started: \(why)")
        case .timedOut:
            throw wrong(
                "gave no answer within \(limit.inSeconds.formattedSeconds) and was killed; "
                    + "run it by hand: does it wait for a password or a browser?"
            )
        case .tooLong: throw wrong("printed more than \(Self.outputCap >> 10) KiB and was killed")
        case .ended(let status, let output, let errors):
            guard status == 0 else {
                let said = printable(String(decoding: errors, as: UTF8.self).trimmedLines, limit: 400)
                throw wrong("ended with status \(status)" + (said.isEmpty ? " and said nothing" : ": \(said)"))
            }
            return try parse(output, provider: provider, wrong: wrong)
        }
    }

    private func parse(
        _ output: [UInt8], provider: String, wrong: (String) -> CredentialFailure
    ) throws(CredentialFailure) -> AWSCredentials {
        let document: Document
        do { document = try JSONDecoder().decode(Document.self, from: Data(output)) } catch {
            // The decoder's own words could quote a key; only the shape is told.
            throw wrong("did not print a JSON object with Version, AccessKeyId and SecretAccessKey")
        }
        guard document.Version == 1 else {
            throw wrong("printed Version \(document.Version.map(String.init) ?? "(none)"); only Version 1 exists")
        }
        guard let id = document.AccessKeyId, !id.isEmpty, let secret = document.SecretAccessKey, !secret.isEmpty else {
            throw wrong("printed no \((document.AccessKeyId ?? "").isEmpty ? "AccessKeyId" : "SecretAccessKey")")
        }
        var expiry: Timestamp?
        if let text = document.Expiration {
            guard let time = Timestamp(rfc3339: text) else { throw wrong("printed an Expiration that is no RFC 3339 time") }
            expiry = time
        }
        let token = document.SessionToken.flatMap { $0.isEmpty ? nil : $0 }
        return AWSCredentials(
            SigningCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token), provider: provider,
            expiresAt: expiry)
    }

    private struct Document: Decodable {
        var Version: Int?
        var AccessKeyId: String?
        var SecretAccessKey: String?
        var SessionToken: String?
        var Expiration: String?
    }
}

extension Double {
    /// `30 s`, `0.2 s`
    fileprivate var formattedSeconds: String { self == rounded() ? "\(Int(self)) s" : "\(self) s" }
}

extension String {
    /// One line out of several.
    fileprivate var trimmedLines: String {
        split(whereSeparator: \.isNewline).map { String($0.trimmingBlanks) }.filter { !$0.isEmpty }.joined(separator: " / ")
    }
}
