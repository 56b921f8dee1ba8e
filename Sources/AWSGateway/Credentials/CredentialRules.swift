import AWSSigning
import IncidentModel

/// Chooses the credential source in botocore's order: environment (not with an explicit profile), assume-role profile, web
/// identity, SSO, shared credentials file, login session, credential_process, config file, container, instance metadata. What is
/// configured and not supported ends the search with a sentence that says what to do; it is never skipped, because the next provider
/// may belong to another account.
struct CredentialRules {
    var environment: [String: String]
    var profiles: Profiles
    var profile: String
    var profileIsExplicit: Bool

    func choose() throws(CredentialFailure) -> CredentialSource {
        if let source = try named() { return source }
        if let source = try metadataSource() { return source }
        throw CredentialFailure(nothingFound + " (AWS_EC2_METADATA_DISABLED is true, so the instance is not asked)")
    }

    /// What environment, files or container name: everything but the instance, which is asked because nothing else is there.
    func named() throws(CredentialFailure) -> CredentialSource? {
        if !profileIsExplicit, let source = try environmentKeys() { return source }
        if let source = try roleSource(profile, visited: [profile]) { return source }
        if !profileIsExplicit, let source = environmentWebIdentity() { return source }
        if let source = try profileSource(profile) { return source }
        return try containerSource()
    }

    /// What to do when no provider has anything.
    var nothingFound: String {
        "no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or put keys, role_arn, sso_session or credential_process for "
            + "profile '\(name(profile))' in \(profiles.credentialsPath) or \(profiles.configPath)"
    }

    /// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN (or the old AWS_SECURITY_TOKEN), AWS_CREDENTIAL_EXPIRATION.
    func environmentKeys() throws(CredentialFailure) -> CredentialSource? {
        guard let id = set("AWS_ACCESS_KEY_ID") else { return nil }
        guard let secret = set("AWS_SECRET_ACCESS_KEY") else {
            throw CredentialFailure("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not; set both or neither")
        }
        var expiry: Timestamp?
        if let text = set("AWS_CREDENTIAL_EXPIRATION") {
            guard let time = Timestamp(rfc3339: text) else {
                throw CredentialFailure("AWS_CREDENTIAL_EXPIRATION: '\(printable(text, limit: 40))' is no RFC 3339 time")
            }
            expiry = time
        }
        let token = set("AWS_SESSION_TOKEN") ?? set("AWS_SECURITY_TOKEN")
        let keys = SigningCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token)
        return .keys(AWSCredentials(keys, provider: "environment", expiresAt: expiry))
    }

    /// The providers of one profile without the environment and without assume-role.
    private func profileSource(_ profile: String) throws(CredentialFailure) -> CredentialSource? {
        let merged = profiles.merged[profile] ?? [:]
        let fix = fix(profile)
        if let source = try profileWebIdentity(profile, merged) { return source }
        if let source = try ssoSource(profile, merged) { return source }
        if let source = try staticKeys(
            profiles.credentials[profile], provider: "profile \(name(profile)) (shared credentials file)", profile)
        {
            return source
        }
        if merged["login_session"] != nil { throw unsupported("profile '\(name(profile))' uses a login session", fix) }
        if let process = merged["credential_process"], !process.text.isEmpty {
            let place = "\(process.file):\(process.line)"
            guard let words = shellWords(process.text), !words.isEmpty else {
                throw CredentialFailure("\(place): credential_process has a quote that is not closed")
            }
            return .process(words: words, provider: "profile \(name(profile)) (credential_process)", place: place)
        }
        return try staticKeys(profiles.config[profile], provider: "profile \(name(profile)) (config file)", profile)
    }

    private func staticKeys(
        _ values: Profiles.Profile?, provider: String, _ profile: String
    ) throws(CredentialFailure) -> CredentialSource? {
        guard let values, let id = values["aws_access_key_id"], !id.text.isEmpty else { return nil }
        guard let secret = values["aws_secret_access_key"], !secret.text.isEmpty else {
            throw CredentialFailure(
                "\(id.file):\(id.line): profile '\(name(profile))' has aws_access_key_id without aws_secret_access_key")
        }
        let token = values["aws_session_token"] ?? values["aws_security_token"]
        let keys = SigningCredentials(
            accessKeyID: id.text, secretAccessKey: secret.text,
            sessionToken: token.flatMap { $0.text.isEmpty ? nil : $0.text })
        return .keys(AWSCredentials(keys, provider: provider))
    }

    /// A profile with role_arn: its request and the source it is made with, followed through `source_profile` chains.
    private func roleSource(_ profile: String, visited: [String]) throws(CredentialFailure) -> CredentialSource? {
        let values = profiles.merged[profile] ?? [:]
        guard let arn = values["role_arn"], !arn.text.isEmpty, values["web_identity_token_file"] == nil else { return nil }
        let place = "\(arn.file):\(arn.line)"
        if let serial = values["mfa_serial"] {
            throw CredentialFailure(
                "\(serial.file):\(serial.line): profile '\(name(profile))' wants an MFA code, which flipback does not ask for; "
                    + "\(fix(profile))")
        }
        var request = RoleRequest(
            arn: arn.text, sessionName: values["role_session_name"]?.text, externalID: values["external_id"]?.text)
        if let duration = values["duration_seconds"] {
            guard let seconds = Int(duration.text), (900...43_200).contains(seconds) else {
                throw CredentialFailure("\(duration.file):\(duration.line): duration_seconds must be a number from 900 to 43200")
            }
            request.durationSeconds = seconds
        }
        switch (values["source_profile"]?.text, values["credential_source"]?.text) {
        case (.some, .some):
            throw CredentialFailure(
                "\(place): profile '\(name(profile))' has both source_profile and credential_source; keep one")
        case (nil, nil):
            throw CredentialFailure(
                "\(place): profile '\(name(profile))' has role_arn without source_profile or credential_source")
        case (nil, let from?):
            return .role(request, source: try namedSource(from, of: profile, place: place))
        case (let base?, nil):
            return .role(request, source: try sourceProfile(base, of: profile, place: place, visited: visited))
        }
    }

    private func sourceProfile(
        _ base: String, of profile: String, place: String, visited: [String]
    ) throws(CredentialFailure) -> CredentialSource {
        guard let values = profiles.merged[base] else {
            let hint = profiles.suggestion(for: base).map { " Did you mean '\(name($0))'?" } ?? ""
            throw CredentialFailure(
                "\(place): source_profile '\(name(base))' of profile '\(name(profile))' does not exist.\(hint)")
        }
        let hasKeys = values["aws_access_key_id"] != nil && values["aws_secret_access_key"] != nil
        // A profile may name itself when it holds keys; any other way back is a circle.
        if !hasKeys {
            guard !visited.contains(base) else {
                let circle = (visited + [base]).map { name($0) }.joined(separator: " → ")
                throw CredentialFailure("\(place): source_profile goes in a circle: \(circle)")
            }
            if let source = try roleSource(base, visited: visited + [base]) { return source }
        }
        if let source = try profileSource(base) { return source }
        throw CredentialFailure("\(place): source_profile '\(name(base))' holds no credentials")
    }

    func set(_ variable: String) -> String? { environment[variable].flatMap { $0.isEmpty ? nil : $0 } }
    func name(_ text: String) -> String { printable(text, limit: 80) }

    /// The AWS CLI can turn every kind of sign-in into a credential_process.
    func fix(_ profile: String) -> String {
        "make a profile with 'credential_process = aws configure export-credentials --profile \(name(profile)) "
            + "--format process' and use that one"
    }

    func unsupported(_ what: String, _ fix: String? = nil) -> CredentialFailure {
        let way = fix ?? "give flipback a profile with 'credential_process = aws configure export-credentials --format process'"
        return CredentialFailure("\(what), which flipback does not do itself; \(way)")
    }
}
