import AWSSigning
import IncidentModel

/// Where credentials will come from: the decision alone, without running a program or calling anybody.
indirect enum CredentialSource: Sendable {
    case keys(AWSCredentials)
    /// `credential_process` of a profile, already split into words.
    case process(words: [String], provider: String, place: String)
    case role(RoleRequest, source: CredentialSource)
}

/// What AssumeRole is asked for (profile keys role_arn, role_session_name, external_id, duration_seconds).
struct RoleRequest: Hashable, Sendable {
    var arn: String
    var sessionName: String?
    var externalID: String?
    /// 900 … 43,200 s; nil leaves it to STS (one hour).
    var durationSeconds: Int?
}
