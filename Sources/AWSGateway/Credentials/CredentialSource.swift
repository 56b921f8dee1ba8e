import AWSSigning
import IncidentModel

/// Where credentials will come from: the decision alone, without running a program or calling anybody.
indirect enum CredentialSource: Sendable {
    case keys(AWSCredentials)
    /// `credential_process` of a profile, already split into words.
    case process(words: [String], provider: String, place: String)
    case role(RoleRequest, source: CredentialSource)
    /// AssumeRoleWithWebIdentity with the token in a file, which is read each time.
    case webIdentity(RoleRequest, tokenFile: String, provider: String)
    case sso(SSORequest)
    case container(ContainerRequest)
    /// The instance's role, by IMDSv2.
    case metadata(MetadataRequest)
}

/// A role of IAM Identity Center, by the sign-in that `aws sso login` cached.
struct SSORequest: Hashable, Sendable {
    var profile: String
    var account: String
    var role: String
    var region: String
    /// Path of the cached sign-in.
    var cacheFile: String
    var endpoint: Endpoint
}

/// Where a container asks for its credentials (ECS, EKS Pod Identity).
struct ContainerRequest: Hashable, Sendable {
    var url: String
    /// The variable that said so.
    var variable: String
    /// Read each time: EKS renews it.
    var tokenFile: String?
    var token: Secret<String>?

    static func == (a: ContainerRequest, b: ContainerRequest) -> Bool {
        a.url == b.url && a.tokenFile == b.tokenFile && a.token?.reveal() == b.token?.reveal()
    }
    func hash(into hasher: inout Hasher) { hasher.combine(url) }
}

/// The instance metadata service.
struct MetadataRequest: Hashable, Sendable {
    /// Without a trailing slash.
    var url: String
    var timeout: Duration
    var attempts: Int
}

/// What AssumeRole is asked for (profile keys role_arn, role_session_name, external_id, duration_seconds).
struct RoleRequest: Hashable, Sendable {
    var arn: String
    var sessionName: String?
    var externalID: String?
    /// 900 … 43,200 s; nil leaves it to STS (one hour).
    var durationSeconds: Int?
}
