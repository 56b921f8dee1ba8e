import AWSSigning
import IncidentModel

/// The providers that ask somebody else: web identity, IAM Identity Center, container, instance metadata.
extension CredentialRules {
    /// AWS_WEB_IDENTITY_TOKEN_FILE with AWS_ROLE_ARN and AWS_ROLE_SESSION_NAME.
    func environmentWebIdentity() -> CredentialSource? {
        guard let file = set("AWS_WEB_IDENTITY_TOKEN_FILE"), let role = set("AWS_ROLE_ARN") else { return nil }
        return .webIdentity(
            RoleRequest(arn: role, sessionName: set("AWS_ROLE_SESSION_NAME")), tokenFile: file,
            provider: "web identity (AWS_WEB_IDENTITY_TOKEN_FILE)")
    }

    func profileWebIdentity(_ profile: String, _ merged: Profiles.Profile) throws(CredentialFailure) -> CredentialSource? {
        guard let file = merged["web_identity_token_file"], !file.text.isEmpty else { return nil }
        guard let role = merged["role_arn"], !role.text.isEmpty else {
            throw CredentialFailure(
                "\(file.file):\(file.line): profile '\(name(profile))' has web_identity_token_file without role_arn")
        }
        return .webIdentity(
            RoleRequest(arn: role.text, sessionName: merged["role_session_name"]?.text), tokenFile: file.text,
            provider: "web identity (profile \(name(profile)))")
    }

    /// `sso_session` with its `[sso-session NAME]`, or `sso_start_url` and `sso_region` in the profile itself.
    func ssoSource(_ profile: String, _ merged: Profiles.Profile) throws(CredentialFailure) -> CredentialSource? {
        guard
            let first = merged["sso_session"] ?? merged["sso_start_url"] ?? merged["sso_account_id"] ?? merged["sso_role_name"]
        else { return nil }
        // botocore's rule: a profile with a session alone, without account and role, only signs in; it is no source of keys.
        if merged["sso_session"] != nil, merged["sso_account_id"] == nil, merged["sso_role_name"] == nil { return nil }
        func needed(_ key: String, in values: Profiles.Profile, _ place: String) throws(CredentialFailure) -> String {
            guard let value = values[key], !value.text.isEmpty else {
                throw CredentialFailure("\(first.file):\(first.line): \(place) has no \(key); run `aws configure sso`")
            }
            return value.text
        }
        let here = "profile '\(name(profile))'"
        var key = ""
        let region: String
        if let session = merged["sso_session"] {
            guard let section = profiles.ssoSessions[session.text] else {
                throw CredentialFailure(
                    "\(session.file):\(session.line): \(here) names [sso-session \(name(session.text))], and \(profiles.configPath) has no "
                        + "such section")
            }
            key = session.text
            region = try needed("sso_region", in: section, "[sso-session \(name(session.text))]")
        } else {
            key = try needed("sso_start_url", in: merged, here)
            region = try needed("sso_region", in: merged, here)
        }
        guard region.unicodeScalars.allSatisfy({ ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" }) else {
            throw CredentialFailure("\(first.file):\(first.line): sso_region '\(name(region))' is no region")
        }
        guard let file = SignInCache.ssoFileName(key), let home = set("HOME") else {
            throw unsupported("\(here) signs in through SSO, and its cached sign-in cannot be found (HOME, SHA-1)", fix(profile))
        }
        return .sso(
            SSORequest(
                profile: profile, account: try needed("sso_account_id", in: merged, here),
                role: try needed("sso_role_name", in: merged, here), region: region,
                cacheFile: "\(home)/.aws/sso/cache/\(file)", endpoint: try ssoEndpoint(region)))
    }

    private func ssoEndpoint(_ region: String) throws(CredentialFailure) -> Endpoint {
        do throws(SettingsError) {
            if let url = set("AWS_ENDPOINT_URL_SSO") { return try Endpoint(configured: url, source: "AWS_ENDPOINT_URL_SSO") }
            let suffix = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
            return try Endpoint(configured: "https://portal.sso.\(region).\(suffix)", source: "sso_region \(region)")
        } catch {
            throw CredentialFailure(error.description)
        }
    }

    /// The value of `credential_source`.
    func namedSource(_ from: String, of profile: String, place: String) throws(CredentialFailure) -> CredentialSource {
        switch from {
        case "Environment":
            if let keys = try environmentKeys() { return keys }
            throw CredentialFailure(
                "\(place): profile '\(name(profile))' takes its credentials from the environment, and AWS_ACCESS_KEY_ID is not set"
            )
        case "EcsContainer":
            if let source = try containerSource() { return source }
            throw CredentialFailure(
                "\(place): profile '\(name(profile))' takes its credentials from the container, and AWS_CONTAINER_CREDENTIALS_RELATIVE_URI "
                    + "and _FULL_URI are not set")
        case "Ec2InstanceMetadata":
            if let source = try metadataSource() { return source }
            throw CredentialFailure(
                "\(place): profile '\(name(profile))' takes its credentials from the instance, and AWS_EC2_METADATA_DISABLED is true"
            )
        default:
            throw CredentialFailure(
                "\(place): credential_source '\(name(from))' does not exist; write Environment, EcsContainer or Ec2InstanceMetadata"
            )
        }
    }

    /// AWS_CONTAINER_CREDENTIALS_RELATIVE_URI on 169.254.170.2, else AWS_CONTAINER_CREDENTIALS_FULL_URI, plain http only to this machine
    /// and to the addresses of ECS and EKS.
    func containerSource() throws(CredentialFailure) -> CredentialSource? {
        let url: String
        let variable: String
        if let path = set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            (url, variable) = ("http://169.254.170.2\(path)", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
            guard path.hasPrefix("/") else {
                throw CredentialFailure("\(variable): '\(name(path))' is no path; it must start with /")
            }
        } else if let full = set("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            (url, variable) = (full, "AWS_CONTAINER_CREDENTIALS_FULL_URI")
        } else {
            return nil
        }
        return .container(
            ContainerRequest(
                url: url, variable: variable, tokenFile: set("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"),
                token: set("AWS_CONTAINER_AUTHORIZATION_TOKEN").map { Secret($0) }))
    }

    /// Nil when AWS_EC2_METADATA_DISABLED is true.
    func metadataSource() throws(CredentialFailure) -> CredentialSource? {
        if set("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" { return nil }
        var url = set("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? "http://169.254.169.254"
        if set("AWS_EC2_METADATA_SERVICE_ENDPOINT") == nil,
            set("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")?.lowercased() == "ipv6"
        {
            url = "http://[fd00:ec2::254]"
        }
        while url.hasSuffix("/") { url.removeLast() }
        return .metadata(
            MetadataRequest(
                url: url, timeout: .seconds(try count("AWS_METADATA_SERVICE_TIMEOUT", 1...60) ?? 1),
                attempts: try count("AWS_METADATA_SERVICE_NUM_ATTEMPTS", 1...10) ?? 1))
    }

    private func count(_ variable: String, _ range: ClosedRange<Int>) throws(CredentialFailure) -> Int? {
        guard let text = set(variable) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw CredentialFailure(
                "\(variable): '\(name(text))' is no number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
