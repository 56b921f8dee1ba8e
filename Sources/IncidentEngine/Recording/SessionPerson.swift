import IncidentModel

/// The person behind the credentials that act, as far as it can be known: the session name of a role, where it names somebody, else the
/// user of this host. It tells who sat at the keyboard; who was let in is the actor.
package enum SessionPerson {
    /// Session names that programs make up.
    private static let generic = [
        "botocore-session-", "aws-cli-session", "awscli-session", "aws-sdk", "session", "i-", "ecs", "lambda",
    ]

    /// The actor while no caller is known: `local user jo`.
    package static func localActor(_ localUser: String) -> String { "local user \(localUser)" }

    package static func name(actor: String, localUser: String) -> String {
        guard let principal = Principal(actor), actor.contains(":assumed-role/"), let session = principal.person else {
            return localUser
        }
        let lowered = session.lowercased()
        let isMadeUp = generic.contains { lowered.hasPrefix($0) } || session.allSatisfy { $0.isHexDigit || $0 == "-" }
        return isMadeUp ? localUser : session
    }
}
