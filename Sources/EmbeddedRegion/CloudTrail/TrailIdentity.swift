/// Who did what CloudTrail records: the event's userIdentity.
enum TrailIdentity: Sendable {
    /// Who signed a request to this region.
    case caller(Caller)
    /// A session of a role in the account.
    /// - Parameter invokedBy: the AWS service that acts for it, `codedeploy.amazonaws.com`; nil for a program with keys of its own.
    case role(String, session: String, invokedBy: String? = nil)

    func arn(account: String) -> String {
        switch self {
        case .caller(let caller): caller.arn
        case .role(let name, let session, _): "arn:aws:sts::\(account):assumed-role/\(name)/\(session)"
        }
    }

    /// The event's Username: a user's name, or a role's session.
    var username: String {
        switch self {
        case .caller(let caller): caller.arn.split(separator: "/").last.map(String.init) ?? caller.userID
        case .role(_, let session, _): session
        }
    }

    func accessKeyID(noise: Noise) -> String {
        switch self {
        case .caller(let caller): return caller.accessKeyID
        case .role(let name, let session, _): return "ASIA" + Self.token("key/\(name)/\(session)", 16, noise)
        }
    }

    var service: String? { if case .role(_, _, let service) = self { service } else { nil } }

    /// - Parameter at: milliseconds since 1970 of the event.
    func value(account: String, noise: Noise, at: Int64) -> WireValue {
        let arn = arn(account: account)
        let parts = arn.split(separator: "/").map(String.init)
        let isRole = arn.contains(":assumed-role/") && parts.count >= 3
        var principal = "AROA" + Self.token("role/" + parts[parts.count > 1 ? 1 : 0], 17, noise) + ":" + username
        if case .caller(let caller) = self { principal = caller.userID }
        var members: [(String, WireValue?)] = [
            ("type", .string(isRole ? "AssumedRole" : "IAMUser")), ("principalId", .string(principal)), ("arn", .string(arn)),
            ("accountId", .string(account)), ("accessKeyId", .string(accessKeyID(noise: noise))),
        ]
        if isRole {
            let issuer = WireValue.object([
                ("type", .string("Role")),
                ("principalId", .string(principal.split(separator: ":").first.map(String.init) ?? principal)),
                ("arn", .string("arn:aws:iam::\(account):role/\(parts[1])")), ("accountId", .string(account)),
                ("userName", .string(parts[1])),
            ])
            let attributes = WireValue.object([
                ("creationDate", .string(CivilTime(milliseconds: at - 60_000).seconds)), ("mfaAuthenticated", .string("false")),
            ])
            members.append(("sessionContext", .object([("sessionIssuer", issuer), ("attributes", attributes)])))
        } else {
            members.append(("userName", .string(username)))
        }
        members.append(("invokedBy", service.map { .string($0) }))
        return .object(members)
    }

    private static func token(_ name: String, _ count: Int, _ noise: Noise) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        return String(noise.bytes(Noise.stream("identity/" + name), 0, count: count).map { letters[Int($0 & 31)] })
    }
}

extension CivilTime {
    /// `2026-11-20T21:05:00Z`
    var seconds: String { String(iso.prefix(19)) + "Z" }
}
