import IncidentEngine
package import IncidentModel

/// Who we are, from STS GetCallerIdentity (needs no permission), with the provider whose keys were used.
package struct STSReader: CallerReading {
    private let session: AWSSession
    package init(session: AWSSession) { self.session = session }

    package func caller() async throws(CallFailure) -> CallerIdentity {
        let reply = try await session.read(STSCall.make("GetCallerIdentity"))
        var identity = try Self.decode(reply)
        let status = session.credentials.status
        identity.provider = status?.provider ?? ""
        identity.expiresAt = status?.expiresAt
        return identity
    }

    static func decode(_ reply: ServiceReply) throws(CallFailure) -> CallerIdentity {
        let document: XMLReply
        do { document = try XMLReply(reply.body) } catch { throw reply.malformed("not XML, or cut off") }
        let result = "GetCallerIdentityResponse/GetCallerIdentityResult/"
        guard let account = document.text(at: result + "Account"), let arn = document.text(at: result + "Arn") else {
            throw reply.malformed("no Account or no Arn")
        }
        guard account.utf8.count == 12, account.allSatisfy(\.isASCIIDigit) else {
            throw reply.malformed("an Account that is not 12 digits")
        }
        guard arn.hasPrefix("arn:"), arn.utf8.count <= 2048 else { throw reply.malformed("an Arn that is none") }
        return CallerIdentity(account: account, arn: printable(arn, limit: 512))
    }
}
