import AWSSigning
import FoundationEssentials
import IncidentModel

/// The JSON in which a container or an instance is handed its keys (AWS SDKs and Tools Reference Guide, container and IMDS credential
/// providers).
struct HandedOutKeys: Decodable {
    /// `Success` from an instance; absent from a container.
    var Code: String?
    var Message: String?
    var AccessKeyId: String?
    var SecretAccessKey: String?
    var Token: String?
    var Expiration: String?

    /// - Parameter wrong: makes the failure out of what is wrong; the body is never quoted.
    static func read(
        _ body: [UInt8], provider: String, wrong: (String) -> CredentialFailure
    ) throws(CredentialFailure) -> AWSCredentials {
        let found: HandedOutKeys
        do { found = try JSONDecoder().decode(Self.self, from: Data(body)) } catch {
            throw wrong("did not answer with a JSON object of credentials")
        }
        if let code = found.Code, code != "Success" {
            throw wrong("answered \(printable(code, limit: 60)): \(printable(found.Message ?? "no reason given", limit: 200))")
        }
        guard let id = found.AccessKeyId, !id.isEmpty, let secret = found.SecretAccessKey, !secret.isEmpty else {
            throw wrong("answered without AccessKeyId or SecretAccessKey")
        }
        var expiry: Timestamp?
        if let text = found.Expiration {
            guard let time = Timestamp(rfc3339: text) else { throw wrong("answered an Expiration that is no RFC 3339 time") }
            expiry = time
        }
        let token = found.Token.flatMap { $0.isEmpty ? nil : $0 }
        return AWSCredentials(
            SigningCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token), provider: provider,
            expiresAt: expiry)
    }
}
