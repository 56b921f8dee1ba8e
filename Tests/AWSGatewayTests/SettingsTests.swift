import Testing

@testable import AWSGateway

@Suite struct SettingsTests {
    private static let config = """
        [default]
        region = eu-north-1

        [profile oncall]
        region = us-east-2
        services = local
        endpoint_url = https://all.example/
        max_attempts = 5

        [profile broken]
        region = us-east-2
        services = absent

        [services local]
        lambda =
          endpoint_url = https://lambda.example/prefix/
        """

    private static func resolve(
        _ environment: [String: String] = [:], config: String = config, _ flags: AWSSettings.Flags = .init()
    ) throws -> AWSSettings {
        try AWSSettings.resolve(
            environment: environment.merging(["HOME": "/h"]) { a, _ in a },
            readFile: { $0 == "/h/.aws/config" ? Array(config.utf8) : nil }, flags: flags)
    }

    @Test func regionTakesTheFirstPlaceThatNamesOne() throws {
        let both = ["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"]
        let cases: [([String: String], AWSSettings.Flags, String, String)] = [
            (both, .init(region: "ap-south-1"), "ap-south-1", "--region"), (both, .init(), "eu-west-1", "AWS_REGION"),
            (["AWS_DEFAULT_REGION": "eu-west-2"], .init(), "eu-west-2", "AWS_DEFAULT_REGION"),
            (["AWS_REGION": ""], .init(), "eu-north-1", "profile default"),
            (["AWS_PROFILE": "oncall"], .init(), "us-east-2", "profile oncall"),
            (["AWS_PROFILE": "oncall"], .init(profile: "default"), "eu-north-1", "profile default"),
        ]
        for (environment, flags, region, source) in cases {
            let settings = try Self.resolve(environment, flags)
            #expect(settings.region.value == region)
            #expect(settings.region.source == source)
        }
    }

    @Test func endpointTakesTheFirstPlaceThatNamesOne() throws {
        let all = [
            "AWS_ENDPOINT_URL_LAMBDA": "https://one.example", "AWS_ENDPOINT_URL": "https://two.example", "AWS_PROFILE": "oncall",
        ]
        func endpoint(_ service: AWSService, _ environment: [String: String], _ flags: AWSSettings.Flags = .init()) throws
            -> Endpoint
        {
            try Self.resolve(environment, flags).endpoint(service)
        }
        #expect(try endpoint(.lambda, all, .init(endpointURL: "http://127.0.0.1:8080")).url == "http://127.0.0.1:8080")
        #expect(try endpoint(.lambda, all).url == "https://one.example")
        #expect(try endpoint(.sts, all).url == "https://two.example")
        #expect(try endpoint(.lambda, ["AWS_PROFILE": "oncall"]).url == "https://lambda.example/prefix")
        #expect(try endpoint(.lambda, ["AWS_PROFILE": "oncall"]).source == "services section of profile oncall")
        #expect(try endpoint(.cloudWatch, ["AWS_PROFILE": "oncall"]).url == "https://all.example")
        let ignored = all.merging(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "TRUE"]) { $1 }
        #expect(try endpoint(.cloudWatch, ignored).url == "https://monitoring.us-east-2.amazonaws.com")
        #expect(
            try endpoint(.lambda, ignored, .init(endpointURL: "https://flag.example")).url == "https://flag.example")
    }

    @Test func restIsCarriedThrough() throws {
        let settings = try Self.resolve([
            "AWS_PROFILE": "oncall", "AWS_CA_BUNDLE": "/ca.pem", "HTTPS_PROXY": "http://jo:pw@proxy:1", "NO_PROXY": "x",
        ])
        #expect(settings.maxAttempts == 5)
        #expect(settings.caBundle == "/ca.pem")
        #expect(settings.proxies.https?.reveal() == "http://jo:pw@proxy:1")
        #expect(settings.proxies.none == "x")
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains("pw@"))
        #expect(!"\(settings)".contains("pw@"))
    }

    @Test func everyErrorNamesItsPlace() {
        let cases: [([String: String], String, AWSSettings.Flags, String)] = [
            ([:], "", .init(), "no region: pass --region"),
            (["AWS_REGION": "evil.com/#"], "", .init(), "AWS_REGION: 'evil.com/#' is no region"),
            ([:], "[default]\nregion = a b\n", .init(), "/h/.aws/config:2: profile default: 'a b' is no region"),
            (
                [:], Self.config, .init(profile: "OnCall"),
                "--profile: profile 'OnCall' is neither in /h/.aws/config nor in /h/.aws/credentials. Did you mean 'oncall'?"
            ),
            (["AWS_PROFILE": "broken"], Self.config, .init(), "/h/.aws/config:12: profile 'broken' names [services absent]"),
            (
                [:], Self.config, .init(endpointURL: "http://10.0.0.1"),
                "--endpoint-url: 'http://10.0.0.1' is plain http to another machine"
            ),
            ([:], Self.config, .init(endpointURL: "ftp://x"), "--endpoint-url: 'ftp://x' is no URL"),
            ([:], Self.config, .init(endpointURL: "https://u:secret@x"), "--endpoint-url: a URL must not carry a user name"),
            ([:], Self.config, .init(endpointURL: "https://x:99999"), "has no host or a wrong port"),
            ([:], Self.config, .init(endpointURL: "http://127.0.0.1.evil.com"), "is plain http to another machine"),
            (["AWS_MAX_ATTEMPTS": "many"], Self.config, .init(), "AWS_MAX_ATTEMPTS: 'many' is no count"),
            (["AWS_USE_FIPS_ENDPOINT": "ja"], Self.config, .init(), "AWS_USE_FIPS_ENDPOINT: write true or false"),
        ]
        for (environment, config, flags, text) in cases {
            do {
                _ = try Self.resolve(environment, config: config, flags)
                Issue.record("no error for: \(text)")
            } catch { #expect("\(error)".contains(text), "\(error)") }
        }
    }

    @Test func fileErrorsNameTheLine() {
        let cases: [(String, Int, String)] = [
            ("region = x\n", 1, "before the first [section]"),
            ("[default]\nregion = x\nsecret-looking-line\n", 3, "expected 'name = value'"),
            ("[default]\nregion = x\n\n[default]\n", 4, "is there twice, first on line 1"),
            ("[default]\nregion = x\n# c\nRegion = y\n", 4, "'region' is set twice in this section, first on line 2"),
            ("[default\nregion = x\n", 1, "no closing ']'"),
            ("[services a]\nlambda =\n  endpoint_url\n", 3, "in the block of 'lambda'"),
        ]
        for (config, line, text) in cases {
            do {
                _ = try Self.resolve([:], config: config)
                Issue.record("no error for: \(text)")
            } catch let error as SettingsError {
                #expect(error.file == "/h/.aws/config")
                #expect(error.line == line)
                #expect(error.text.contains(text), "\(error)")
                #expect(!error.text.contains("secret-looking-line"))
            } catch { Issue.record("another error: \(error)") }
        }
    }

    @Test func unreadableFilesAreNamed() {
        struct Denied: Error, CustomStringConvertible { var description: String { "Permission denied" } }
        let readers: [(FileReading, String)] = [
            ({ _ in throw Denied() }, "/c/cfg: cannot be read: Permission denied"),
            ({ _ in Array("[default]\nregion = \u{e9}".utf8.dropLast()) }, "/c/cfg:2: is not UTF-8"),
            ({ _ in [UInt8](repeating: 10, count: 5 << 20) }, "/c/cfg: is larger than 4 MiB"),
        ]
        for (reader, text) in readers {
            do {
                _ = try AWSSettings.resolve(environment: ["AWS_CONFIG_FILE": "/c/cfg"], readFile: reader)
                Issue.record("no error for: \(text)")
            } catch { #expect("\(error)".contains(text), "\(error)") }
        }
    }

    @Test func iniFollowsTheGrammarOfTheCLI() throws {
        let file = try IniFile(
            path: "f",
            text: """
                \u{FEFF}; comment
                [a]   trailing words are ignored
                Key: value # not a comment
                    # an indented comment
                    continued
                s3 =

                  one = 1
                  two=2
                empty =
                [b]
                url = https://h:1/?a=b
                """)
        #expect(file.sections["a"]?.entries["key"]?.value == "value # not a comment\ncontinued")
        #expect(file.sections["a"]?.entries["s3"]?.nested["two"]?.value == "2")
        #expect(file.sections["a"]?.entries["s3"]?.nested["one"]?.line == 8)
        #expect(file.sections["a"]?.entries["empty"]?.value == "")
        #expect(file.sections["b"]?.entries["url"]?.value == "https://h:1/?a=b")
    }
}
