/// Everything the gateway knows from outside (flags, environment, AWS files), read once by `resolve`. Credentials are not in it:
/// they expire and are read again by `CredentialChain`.
package struct AWSSettings: Sendable {
    /// A value and what decided it.
    package struct Sourced<Value: Sendable>: Sendable {
        package var value: Value
        /// `--region`, `AWS_REGION`, `profile oncall`, …
        package var source: String
        package init(_ value: Value, source: String) {
            self.value = value
            self.source = source
        }
    }

    /// Carried through for the transport; a proxy's URL may hold a password.
    package struct Proxies: Sendable {
        package var https: Secret<String>?
        package var http: Secret<String>?
        package var none: String?
        package init(https: Secret<String>? = nil, http: Secret<String>? = nil, none: String? = nil) {
            self.https = https
            self.http = http
            self.none = none
        }
    }

    package var profile: Sourced<String>
    /// Given by flag: then the environment's keys are not considered (botocore's rule).
    package var profileIsExplicit: Bool
    package var region: Sourced<String>
    package var endpoints: [AWSService: Endpoint]
    /// Attempts of one read in all, the first included (AWS_MAX_ATTEMPTS; 3).
    package var maxAttempts: Int
    var retryMode = RetryPolicy.Mode.standard
    package var caBundle: String?
    package var proxies: Proxies
    /// AWS_SDK_UA_APP_ID: told to AWS in the user agent.
    package var applicationID: String?

    /// Settings without an outside: one region whose services all answer at one URL (the embedded region, tests).
    package init(region: String, endpointURL: String) throws(SettingsError) {
        profile = Sourced("default", source: "built in")
        profileIsExplicit = false
        self.region = Sourced(region, source: "built in")
        let endpoint = try Endpoint(configured: endpointURL, source: "built in")
        endpoints = Dictionary(uniqueKeysWithValues: AWSService.allCases.map { ($0, endpoint) })
        maxAttempts = 3
        proxies = Proxies()
    }

    init(
        profile: Sourced<String>, profileIsExplicit: Bool, region: Sourced<String>, endpoints: [AWSService: Endpoint],
        maxAttempts: Int, caBundle: String?, proxies: Proxies, applicationID: String?
    ) {
        self.profile = profile
        self.profileIsExplicit = profileIsExplicit
        self.region = region
        self.endpoints = endpoints
        self.maxAttempts = maxAttempts
        self.caBundle = caBundle
        self.proxies = proxies
        self.applicationID = applicationID
    }

    /// The URL of a service, `https://lambda.eu-west-1.amazonaws.com`.
    package func endpoint(_ service: AWSService) -> Endpoint {
        endpoints[service] ?? Endpoint(service: service, region: region.value, fips: false, dualStack: false)
    }
}
