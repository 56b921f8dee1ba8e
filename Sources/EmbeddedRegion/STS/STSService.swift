import AWSSigning

/// STS over the query protocol.
struct STSService: RegionService {
    static let namespace = "https://sts.amazonaws.com/doc/2011-06-15/"
    /// The operation whose proof is its token: nobody signs it.
    static let unsigned = "AssumeRoleWithWebIdentity"

    let account: String
    let credentials: CredentialStore
    let clock: RegionClock

    func answer(_ call: Call) -> Answer {
        let form = QueryForm.value(String(decoding: call.request.body, as: UTF8.self))
        let operation = form["Action"]?.string ?? ""
        let notation = WireProtocol.query(namespace: Self.namespace)
        do throws(ServiceFailure) {
            let value = try result(operation, form, call)
            return Answer(operation: operation, reply: notation.reply(value, operation: operation, requestID: call.requestID))
        } catch {
            return Answer(operation: operation, reply: notation.reply(error, requestID: call.requestID))
        }
    }

    private func result(_ operation: String, _ form: WireValue, _ call: Call) throws(ServiceFailure) -> WireValue {
        guard !call.caller.isAnonymous || operation == Self.unsigned else {
            throw ServiceFailure("MissingAuthenticationToken", 403, "Request is missing Authentication Token")
        }
        switch operation {
        case "GetCallerIdentity":
            return .object([
                ("Arn", .string(call.caller.arn)), ("UserId", .string(call.caller.userID)), ("Account", .string(account)),
            ])
        case "AssumeRole": return try assumeRole(form)
        case Self.unsigned:
            try Self.check(token: form["WebIdentityToken"]?.string ?? "")
            return try assumeRole(form)
        case "": throw ServiceFailure("MissingAction", 400, "One of Action or X-Amz-Target is required.")
        default: throw ServiceFailure("InvalidAction", 400, "Could not find operation \(operation) for version 2011-06-15")
        }
    }

    /// The form of a JSON web token, three parts in base64url; who issued it is not looked at.
    private static func check(token: String) throws(ServiceFailure) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        let isToken =
            parts.count == 3 && token.utf8.count <= 20_000
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0 & 0xDF) || $0 == 45 || $0 == 95 }
            }
        guard isToken else {
            throw ServiceFailure("InvalidIdentityToken", 400, "The ID Token provided is not a valid JWT.")
        }
    }

    private func assumeRole(_ form: WireValue) throws(ServiceFailure) -> WireValue {
        guard let role = form["RoleArn"]?.string, let session = form["RoleSessionName"]?.string else {
            throw ServiceFailure("ValidationError", 400, "RoleArn and RoleSessionName are required.")
        }
        guard role.hasPrefix("arn:aws:iam::\(account):role/") else {
            throw ServiceFailure(
                "AccessDenied", 403, "User is not authorized to perform: sts:AssumeRole on resource: \(role)")
        }
        guard let seconds = form["DurationSeconds"].map(\.int) ?? 3600, (900...43_200).contains(seconds) else {
            throw ServiceFailure("ValidationError", 400, "DurationSeconds is between 900 and 43200.")
        }
        let entry = credentials.assume(role: role, session: session)
        return .object([
            (
                "Credentials",
                .object([
                    ("AccessKeyId", .string(entry.credentials.accessKeyID)),
                    ("SecretAccessKey", .string(entry.credentials.secretAccessKey)),
                    ("SessionToken", entry.credentials.sessionToken.map { .string($0) }),
                    ("Expiration", .time(clock.now() + Int64(seconds) * 1000)),
                ])
            ),
            ("AssumedRoleUser", .object([("AssumedRoleId", .string(entry.caller.userID)), ("Arn", .string(entry.caller.arn))])),
        ])
    }
}
