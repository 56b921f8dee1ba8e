extension SettingsSource {
    /// Flag, AWS_ENDPOINT_URL_<ID>, AWS_ENDPOINT_URL, the profile's `services` section, the profile's `endpoint_url`, then AWS's
    /// own host name. AWS_IGNORE_CONFIGURED_ENDPOINT_URLS switches all but the flag off.
    func endpoint(_ service: AWSService, profile: String, region: String) throws(SettingsError) -> Endpoint {
        if let flag = flags.endpointURL { return try Endpoint(configured: flag, source: "--endpoint-url") }
        if !(try isOn("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls", profile)) {
            for variable in ["AWS_ENDPOINT_URL_" + service.id, "AWS_ENDPOINT_URL"] {
                if let url = first([variable]) { return try Endpoint(configured: url, source: variable) }
            }
            if let endpoint = try serviceSection(service, profile) { return endpoint }
            if let value = profileText("endpoint_url", profile) {
                return try Endpoint(
                    configured: value.text, source: "endpoint_url of profile \(printable(profile))", file: value.file,
                    line: value.line)
            }
        }
        return Endpoint(
            service: service, region: region, fips: try isOn("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", profile),
            dualStack: try isOn("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint", profile))
    }

    /// A profile that names a `services` section which is not there is an error, never a silent fallback to the real AWS.
    private func serviceSection(_ service: AWSService, _ profile: String) throws(SettingsError) -> Endpoint? {
        guard let name = profileText("services", profile) else { return nil }
        guard let section = profiles.services[name.text] else {
            throw SettingsError(
                file: name.file, line: name.line,
                "profile '\(printable(profile))' names [services \(printable(name.text))], "
                    + "and \(profiles.configPath) has no such section"
            )
        }
        guard let nested = section[service.id.lowercased()]?.nested["endpoint_url"] else { return nil }
        return try Endpoint(
            configured: nested.value, source: "services section of profile \(printable(profile))", file: profiles.configPath,
            line: nested.line)
    }

    /// A switch: `true` or `false` in any case; the variable before the profile.
    private func isOn(_ variable: String, _ key: String, _ profile: String) throws(SettingsError) -> Bool {
        let place = profileText(key, profile)
        let given = first([variable])
        guard let text = given ?? place?.text else { return false }
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        default:
            throw SettingsError(
                file: given == nil ? place?.file : nil, line: given == nil ? place?.line : nil,
                "\(given == nil ? key : variable): write true or false, not '\(printable(text, limit: 40))'")
        }
    }
}
