import IncidentModel

/// What one run uses. Precedence, here and nowhere else: flags, then the environment, then the settings file, then defaults.
/// AWS's own settings (profile, region, endpoints) continue with AWS's files, which `AWSSettings.resolve` reads: a value of our settings
/// file counts as if its environment variable were set, so that the AWS rules below the environment stay as they are.
struct Choices: Sendable {
    var flags: Flags
    var settings: Settings
    var environment: ProcessEnvironment
    /// One for the whole run, shared by every copy of this value.
    let secrets = KnownSecrets()

    /// The common flags as they were given; nil where the command line is silent.
    struct Flags: Hashable, Sendable {
        var profile: String?
        var region: String?
        var endpointURL: String?
        var config: String?
        var stateDirectory: String?
        var theme: String?
        var ascii = false
        var color: Settings.ColorChoice?
        var json = false
    }

    /// The environment that AWS's rules are applied to.
    var awsVariables: [String: String] {
        var variables = environment.variables
        func fill(_ name: String, unless others: [String], with value: String?) {
            guard let value, others.allSatisfy({ environment.value($0) == nil }) else { return }
            variables[name] = value
        }
        fill("AWS_PROFILE", unless: ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"], with: settings.profile)
        fill("AWS_REGION", unless: ["AWS_REGION", "AWS_DEFAULT_REGION"], with: settings.region)
        fill("AWS_ENDPOINT_URL", unless: ["AWS_ENDPOINT_URL"], with: settings.endpointURL)
        return variables
    }

    var stateDirectory: String { flags.stateDirectory ?? environment.stateDirectory }
    var journalPath: String {
        flags.stateDirectory == nil ? settings.journalPath ?? "\(stateDirectory)/journal.db" : "\(stateDirectory)/journal.db"
    }
    /// Signs the journal.
    var signingKeyPath: String { "\(stateDirectory)/signing.key" }
    var theme: String? { flags.theme ?? settings.theme }
    var ascii: Bool { flags.ascii || settings.ascii == true }

    /// NO_COLOR counts when it is set and not empty (no-color.org).
    var colorChoice: Settings.ColorChoice {
        if let flag = flags.color { return flag }
        if environment.value("NO_COLOR") != nil { return .never }
        return settings.color ?? .auto
    }

    /// Colours on standard output of a command that is not full-screen.
    var colorsOutput: Bool {
        switch colorChoice {
        case .always: true
        case .never: false
        case .auto: environment.outputIsTerminal && environment.errorIsTerminal && environment.value("TERM") != "dumb"
        }
    }
}
