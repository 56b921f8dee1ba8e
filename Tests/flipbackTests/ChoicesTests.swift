import Testing

@testable import flipback

/// Precedence: flags, environment, settings file, defaults.
struct ChoicesTests {
    private func choices(_ flags: Choices.Flags = .init(), _ settings: Settings = .init(), _ variables: [String: String] = [:])
        -> Choices
    {
        Choices(
            flags: flags, settings: settings,
            environment: ProcessEnvironment(
                variables: variables, home: "/home/jo", user: "jo", inputIsTerminal: false, outputIsTerminal: true,
                errorIsTerminal: true))
    }

    @Test func settingsFillWhatTheEnvironmentLeavesOpen() {
        var settings = Settings()
        settings.profile = "oncall"
        settings.region = "eu-west-1"
        settings.endpointURL = "http://127.0.0.1:1"
        let alone = choices(.init(), settings).awsVariables
        #expect(alone["AWS_PROFILE"] == "oncall")
        #expect(alone["AWS_REGION"] == "eu-west-1")
        #expect(alone["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1")
        let set = choices(.init(), settings, ["AWS_DEFAULT_PROFILE": "other", "AWS_DEFAULT_REGION": "us-east-1"]).awsVariables
        #expect(set["AWS_PROFILE"] == nil)
        #expect(set["AWS_REGION"] == nil)
    }

    @Test func anEmptyVariableIsNotSet() {
        var settings = Settings()
        settings.region = "eu-west-1"
        #expect(choices(.init(), settings, ["AWS_REGION": ""]).awsVariables["AWS_REGION"] == "eu-west-1")
    }

    @Test func stateAndJournal() {
        #expect(choices().journalPath == "/home/jo/.local/state/flipback/journal.db")
        #expect(choices(.init(), .init(), ["XDG_STATE_HOME": "/s"]).journalPath == "/s/flipback/journal.db")
        #expect(choices(.init(), .init(), ["XDG_STATE_HOME": "relative"]).stateDirectory == "/home/jo/.local/state/flipback")
        var settings = Settings()
        settings.journalPath = "/j.db"
        #expect(choices(.init(), settings).journalPath == "/j.db")
        #expect(choices(.init(stateDirectory: "/t"), settings).journalPath == "/t/journal.db")
    }

    @Test func colours() {
        var settings = Settings()
        settings.color = .always
        #expect(choices(.init(), settings).colorChoice == .always)
        #expect(choices(.init(), settings, ["NO_COLOR": "1"]).colorChoice == .never)
        #expect(choices(.init(), settings, ["NO_COLOR": ""]).colorChoice == .always)
        #expect(choices(.init(color: .always), .init(), ["NO_COLOR": "1"]).colorsOutput)
        #expect(choices().colorsOutput)
        #expect(!choices(.init(), .init(), ["TERM": "dumb"]).colorsOutput)
    }
}
