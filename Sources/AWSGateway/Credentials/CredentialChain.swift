import AWSSigning
import IncidentModel

/// Reads the files again and produces credentials: what the store calls at the start, before expiry and after AWS refused the old
/// ones.
package struct CredentialChain: Sendable {
    private let environment: Secret<[String: String]>
    private let readFile: FileReading
    private let profile: String
    private let profileIsExplicit: Bool
    private let process: CredentialProcess

    /// - Parameter processLimit: how long `credential_process` may take; it is killed then.
    package init(
        environment: [String: String], readFile: @escaping FileReading, settings: AWSSettings,
        processLimit: Duration = .seconds(30)
    ) {
        self.environment = Secret(environment)
        self.readFile = readFile
        profile = settings.profile.value
        profileIsExplicit = settings.profileIsExplicit
        process = CredentialProcess(limit: processLimit)
    }

    /// - Parameter assumeRole: STS AssumeRole signed with the keys given.
    func load(
        assumeRole: @Sendable (RoleRequest, AWSCredentials) async throws(CallFailure) -> AWSCredentials
    ) async throws(CredentialFailure) -> AWSCredentials {
        try await follow(try choose(), assumeRole)
    }

    func choose() throws(CredentialFailure) -> CredentialSource {
        let variables = environment.reveal()
        let profiles: Profiles
        do throws(SettingsError) {
            profiles = try AWSFiles.read(environment: variables, using: readFile)
        } catch {
            throw CredentialFailure(error.description)
        }
        return try rules(variables, profiles).choose()
    }

    private func follow(
        _ source: CredentialSource,
        _ assumeRole: @Sendable (RoleRequest, AWSCredentials) async throws(CallFailure) -> AWSCredentials
    ) async throws(CredentialFailure) -> AWSCredentials {
        switch source {
        case .keys(let credentials): return try credentials.checked()
        case .process(let words, let provider, let place):
            return try await process.credentials(words: words, provider: provider, place: place).checked()
        case .role(let request, let base):
            let keys = try await follow(base, assumeRole)
            let assumed: AWSCredentials
            do throws(CallFailure) {
                var credentials = try await assumeRole(request, keys)
                credentials.provider = "role \(printable(request.arn, limit: 120)) via \(keys.provider)"
                assumed = credentials
            } catch {
                throw CredentialFailure("role \(printable(request.arn, limit: 120)) via \(keys.provider): \(error)", call: error)
            }
            return try assumed.checked()
        }
    }

    private func rules(_ environment: [String: String], _ profiles: Profiles) -> CredentialRules {
        CredentialRules(
            environment: environment, profiles: profiles, profile: profile, profileIsExplicit: profileIsExplicit)
    }
}
