import ArgumentParser

/// The options that every command has (CONTRACT.md, Common).
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("AWS profile.", valueName: "name")) var profile: String?
    @Option(help: ArgumentHelp("AWS region.", valueName: "region")) var region: String?
    @Option(name: .customLong("endpoint-url"), help: ArgumentHelp("Talk to this endpoint for every service.", valueName: "url"))
    var endpointURL: String?
    @Option(help: ArgumentHelp("Settings file instead of ~/.config/flipback/config.yaml.", valueName: "file")) var config: String?
    @Option(name: .customLong("state-dir"), help: ArgumentHelp("Where journal and logs are kept.", valueName: "dir"))
    var stateDirectory: String?
    @Option(help: ArgumentHelp("Theme of the console.", valueName: "name")) var theme: String?
    @Flag(help: "Draw with ASCII characters only.") var ascii = false
    @Option(help: "Colours: auto, always or never.") var color: Settings.ColorChoice?
    @Flag(help: "Print exactly one JSON document on standard output.") var json = false

    var flags: Choices.Flags {
        Choices.Flags(
            profile: profile, region: region, endpointURL: endpointURL, config: config, stateDirectory: stateDirectory,
            theme: theme,
            ascii: ascii, color: color, json: json)
    }
}

extension Settings.ColorChoice: ExpressibleByArgument {}
