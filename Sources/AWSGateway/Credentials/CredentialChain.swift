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

    /// Whether environment, files or container name a source of credentials, a broken one among them. False leaves the metadata service of
    /// an instance, which may be none: nobody meant this machine to have credentials. Reads files, calls nobody.
    package var namesSource: Bool {
        do {
            let variables = environment.reveal()
            return try rules(variables, try AWSFiles.read(environment: variables, using: readFile)).named() != nil
        } catch {
            return true
        }
    }

    func load(_ calls: CredentialCalls) async throws(CredentialFailure) -> AWSCredentials {
        try await follow(try choose(), calls)
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

    private func follow(_ source: CredentialSource, _ calls: CredentialCalls) async throws(CredentialFailure) -> AWSCredentials {
        switch source {
        case .keys(let credentials): return try credentials.checked()
        case .process(let words, let provider, let place):
            return try await process.credentials(words: words, provider: provider, place: place).checked()
        case .role(let request, let base):
            let keys = try await follow(base, calls)
            return try await role(request, via: keys.provider) { () async throws(CallFailure) in
                try await calls.assumeRole(request, keys)
            }
        case .webIdentity(let request, let file, let provider):
            let token = try TokenFile(path: file, what: "the web identity token", readFile: readFile).read()
            return try await role(request, via: provider) { () async throws(CallFailure) in
                try await calls.webIdentity(request, token)
            }
        case .sso(let request):
            return try await SSOCredentials(request: request, readFile: readFile, calls: calls).credentials().checked()
        case .container(let request):
            return try await ContainerCredentials(request: request, readFile: readFile, calls: calls).credentials().checked()
        case .metadata(let request):
            return try await InstanceCredentials(request: request, calls: calls, nothingFound: try nothingFound()).credentials()
                .checked()
        }
    }

    private func role(
        _ request: RoleRequest, via provider: String, _ call: () async throws(CallFailure) -> AWSCredentials
    ) async throws(CredentialFailure) -> AWSCredentials {
        let name = "role \(printable(request.arn, limit: 120)) via \(provider)"
        var assumed: AWSCredentials
        do throws(CallFailure) { assumed = try await call() } catch { throw CredentialFailure("\(name): \(error)", call: error) }
        assumed.provider = name
        return try assumed.checked()
    }

    private func nothingFound() throws(CredentialFailure) -> String {
        do throws(SettingsError) {
            return rules(environment.reveal(), try AWSFiles.read(environment: environment.reveal(), using: readFile)).nothingFound
        } catch {
            throw CredentialFailure(error.description)
        }
    }

    private func rules(_ environment: [String: String], _ profiles: Profiles) -> CredentialRules {
        CredentialRules(
            environment: environment, profiles: profiles, profile: profile, profileIsExplicit: profileIsExplicit)
    }
}
