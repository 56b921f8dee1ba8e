import AWSSigning
import IncidentEngine
import IncidentModel

/// STS AssumeRole, made with the source's keys while the session's own are being found.
enum AssumeRole {
    static func call(
        _ request: RoleRequest, with keys: AWSCredentials, through runner: CallRunner
    ) async throws(CallFailure) -> AWSCredentials {
        let session = request.sessionName ?? "flipback-\(Int64(runner.correctedNow.seconds))"
        let call = STSCall.make("AssumeRole", parameters(request, sessionName: session))
        // Everything waits for this, the rollback too: it must not queue behind polls.
        let outcome = await RequestLane.$current.withValue(.operator) { () async -> Result<ServiceReply, CallFailure> in
            do throws(CallFailure) { return .success(try await runner.read(call, with: keys)) } catch { return .failure(error) }
        }
        return try decode(try outcome.get())
    }

    /// AssumeRoleWithWebIdentity: not signed, the token is the proof.
    static func call(
        _ request: RoleRequest, token: String, through runner: CallRunner
    ) async throws(CallFailure) -> AWSCredentials {
        let session = request.sessionName ?? "flipback-\(Int64(runner.correctedNow.seconds))"
        let call = STSCall.make(
            "AssumeRoleWithWebIdentity",
            parameters(request, sessionName: session) + [(name: "WebIdentityToken", value: token)])
        let outcome = await RequestLane.$current.withValue(.operator) { () async -> Result<ServiceReply, CallFailure> in
            do throws(CallFailure) { return .success(try await runner.read(call, with: nil)) } catch { return .failure(error) }
        }
        return try decode(try outcome.get(), of: "AssumeRoleWithWebIdentity")
    }

    static func parameters(_ request: RoleRequest, sessionName: String) -> [(name: String, value: String)] {
        var parameters = [(name: "RoleArn", value: request.arn), (name: "RoleSessionName", value: sessionName)]
        if let seconds = request.durationSeconds { parameters.append(("DurationSeconds", String(seconds))) }
        if let id = request.externalID { parameters.append(("ExternalId", id)) }
        return parameters
    }

    static func decode(_ reply: ServiceReply, of operation: String = "AssumeRole") throws(CallFailure) -> AWSCredentials {
        let document: XMLReply
        do { document = try XMLReply(reply.body) } catch { throw reply.malformed("not XML, or cut off") }
        func text(_ name: String) -> String? {
            document.text(at: "\(operation)Response/\(operation)Result/Credentials/" + name).flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let id = text("AccessKeyId"), let secret = text("SecretAccessKey"), let token = text("SessionToken"),
            let expiry = text("Expiration").flatMap({ Timestamp(rfc3339: $0) })
        else { throw reply.malformed("incomplete Credentials") }
        return AWSCredentials(
            SigningCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token), provider: "", expiresAt: expiry)
    }
}
