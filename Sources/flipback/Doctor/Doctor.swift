import AWSGateway
import IncidentModel

/// Looks at everything a person will need at 3 a.m., in the order in which things go wrong. Reads only.
struct Doctor: Sendable {
    let flags: Choices.Flags
    let environment: ProcessEnvironment

    func run() async -> [DoctorCheck] {
        let (choices, settings) = settings()
        var checks = [settings]
        let files = DoctorFiles(choices: choices)
        checks += files.checks
        checks += await DoctorNotices(choices: choices).checks()
        checks += await aws(choices)
        checks += DoctorTerminal(environment: environment, ascii: choices.ascii).checks
        checks.append(core)
        checks.append(
            .ok(
                "versions",
                "flipback \(Versions.flipback), " + Versions.libraries.map { "\($0.name) \($0.version)" }.joined(separator: ", "))
        )
        return checks
    }

    /// The rest is checked with defaults when the settings cannot be read.
    private func settings() -> (Choices, DoctorCheck) {
        let path = flags.config ?? environment.configDirectory + "/config.yaml"
        do throws(Failure) {
            let settings = try SettingsFile.load(path, explicit: flags.config != nil)
            _ = try CommandContext.keymap(settings)
            let check: DoctorCheck =
                settings.path == nil
                ? .ok("settings", "no settings file (\(path)): defaults") : .ok("settings", "\(path) is sound")
            return (Choices(flags: flags, settings: settings, environment: environment), check)
        } catch {
            return (
                Choices(flags: flags, settings: Settings(), environment: environment),
                .fail("settings", error.text, fix: "mend the line named; every command refuses these settings")
            )
        }
    }

    private func aws(_ choices: Choices) async -> [DoctorCheck] {
        do throws(Failure) {
            let connection = try Connection.live(choices)
            return await DoctorAWS(connection: connection, environment: environment).checks()
        } catch {
            return [.fail("region", error.text, fix: "pass --region and --profile, or set AWS_REGION and AWS_PROFILE")]
        }
    }

    private var core: DoctorCheck {
        ProcessHardening.coreLimit == 0
            ? .ok("core", "a crash leaves no core file")
            : .warn("core", "a crash may leave a core file with credentials in it", fix: "ulimit -c 0")
    }
}
