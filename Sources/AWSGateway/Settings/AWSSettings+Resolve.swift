extension AWSSettings {
    /// What the command line says; nil where it is silent.
    package struct Flags: Sendable {
        package var profile: String?
        package var region: String?
        package var endpointURL: String?
        package init(profile: String? = nil, region: String? = nil, endpointURL: String? = nil) {
            self.profile = profile
            self.region = region
            self.endpointURL = endpointURL
        }
    }

    /// Decides profile, region and endpoints as the AWS CLI does (rules: botocore's configprovider; AWS_REGION before
    /// AWS_DEFAULT_REGION as the newer SDKs do).
    /// - Throws: `SettingsError` naming the variable, flag or file and line.
    package static func resolve(
        environment: [String: String], readFile: FileReading, flags: Flags = Flags()
    ) throws(SettingsError) -> AWSSettings {
        let profiles = try AWSFiles.read(environment: environment, using: readFile)
        let source = SettingsSource(environment: environment, profiles: profiles, flags: flags)
        let name = source.profileName
        try source.checkProfileExists(name)
        let region = try source.region(name)
        var endpoints: [AWSService: Endpoint] = [:]
        for service in AWSService.allCases {
            endpoints[service] = try source.endpoint(service, profile: name.value, region: region.value)
        }
        var settings = AWSSettings(
            profile: name, profileIsExplicit: flags.profile != nil, region: region, endpoints: endpoints,
            maxAttempts: try source.maxAttempts(name.value),
            caBundle: source.first(["AWS_CA_BUNDLE"]) ?? source.profileText("ca_bundle", name.value)?.text,
            proxies: Proxies(
                https: source.first(["https_proxy", "HTTPS_PROXY"]).map { Secret($0) },
                http: source.first(["http_proxy", "HTTP_PROXY"]).map { Secret($0) },
                none: source.first(["no_proxy", "NO_PROXY"])),
            applicationID: source.first(["AWS_SDK_UA_APP_ID"]) ?? source.profileText("sdk_ua_app_id", name.value)?.text)
        settings.retryMode = try source.retryMode(name.value)
        return settings
    }
}

/// The places a setting can come from, with the precedence of each.
struct SettingsSource {
    var environment: [String: String]
    var profiles: Profiles
    var flags: AWSSettings.Flags

    /// The first of these variables that is set and not empty.
    func first(_ names: [String]) -> String? {
        names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }

    func profileText(_ key: String, _ profile: String) -> Profiles.Value? {
        profiles.merged[profile]?[key].flatMap { $0.text.isEmpty ? nil : $0 }
    }

    var profileName: AWSSettings.Sourced<String> {
        if let name = flags.profile { return .init(name, source: "--profile") }
        for variable in ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"] {
            if let name = first([variable]) { return .init(name, source: variable) }
        }
        return .init("default", source: "default")
    }

    /// A profile that was asked for by name must exist; `default` may be absent.
    func checkProfileExists(_ name: AWSSettings.Sourced<String>) throws(SettingsError) {
        guard name.source != "default", profiles.merged[name.value] == nil else { return }
        let hint = profiles.suggestion(for: name.value).map { " Did you mean '\(printable($0))'?" } ?? ""
        throw SettingsError(
            "\(name.source): profile '\(printable(name.value))' is neither in \(profiles.configPath) nor in "
                + "\(profiles.credentialsPath).\(hint)"
        )
    }

    func region(_ profile: AWSSettings.Sourced<String>) throws(SettingsError) -> AWSSettings.Sourced<String> {
        var found: AWSSettings.Sourced<String>?
        var place: Profiles.Value?
        if let flag = flags.region {
            found = .init(flag, source: "--region")
        } else if let variable = ["AWS_REGION", "AWS_DEFAULT_REGION"].first(where: { first([$0]) != nil }) {
            found = .init(first([variable]) ?? "", source: variable)
        } else if let value = profileText("region", profile.value) {
            found = .init(value.text, source: "profile \(printable(profile.value))")
            place = value
        }
        guard let found else {
            throw SettingsError(
                "no region: pass --region, set AWS_REGION, or write 'region = …' for "
                    + "profile '\(printable(profile.value))' in \(profiles.configPath)"
            )
        }
        // The region becomes part of a host name.
        let label = found.value.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-"
        }
        guard label, (1...63).contains(found.value.count), !found.value.hasPrefix("-"), !found.value.hasSuffix("-") else {
            throw SettingsError(
                file: place?.file, line: place?.line,
                "\(found.source): '\(printable(found.value, limit: 80))' is no region; write one like eu-west-1")
        }
        return found
    }

    /// AWS_RETRY_MODE, else the profile's `retry_mode`; AWS_NEW_RETRIES_2026 makes standard the mode of 2026. `legacy`, the old mode of
    /// some SDKs, retries as standard.
    func retryMode(_ profile: String) throws(SettingsError) -> RetryPolicy.Mode {
        let place = profileText("retry_mode", profile)
        let variable = first(["AWS_RETRY_MODE"])
        let text = (variable ?? place?.text)?.lowercased() ?? "standard"
        guard ["legacy", "standard", "adaptive"].contains(text) else {
            throw SettingsError(
                file: variable == nil ? place?.file : nil, line: variable == nil ? place?.line : nil,
                "\(variable == nil ? "retry_mode" : "AWS_RETRY_MODE"): '\(printable(text, limit: 40))' is no retry mode; write standard, "
                    + "adaptive or legacy")
        }
        if text == "adaptive" { return .adaptive }
        return first(["AWS_NEW_RETRIES_2026"])?.lowercased() == "true" ? .new2026 : .standard
    }

    func maxAttempts(_ profile: String) throws(SettingsError) -> Int {
        let place = profileText("max_attempts", profile)
        let variable = first(["AWS_MAX_ATTEMPTS"])
        guard let text = variable ?? place?.text else { return 3 }
        guard let count = Int(text), (1...100).contains(count) else {
            let name = variable == nil ? "max_attempts" : "AWS_MAX_ATTEMPTS"
            throw SettingsError(
                file: variable == nil ? place?.file : nil, line: variable == nil ? place?.line : nil,
                "\(name): '\(printable(text, limit: 40))' is no count of attempts; write a number from 1 to 100")
        }
        return count
    }
}
