import AWSSigning
import IncidentModel
import Testing

@testable import AWSGateway

@Suite struct CredentialRulesTests {
    static func choose(
        environment: [String: String] = [:], config: String = "", credentials: String = "", profile: String? = nil
    ) throws -> CredentialSource {
        let all = environment.merging(["HOME": "/h", "AWS_REGION": "eu-west-1"]) { a, _ in a }
        let read: FileReading = { path in
            switch path {
            case "/h/.aws/config": Array(config.utf8)
            case "/h/.aws/credentials": Array(credentials.utf8)
            default: nil
            }
        }
        let settings = try AWSSettings.resolve(environment: all, readFile: read, flags: .init(profile: profile))
        return try CredentialChain(environment: all, readFile: read, settings: settings).choose()
    }

    private static let keys = ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"]
    private static let shared =
        "[default]\naws_access_key_id = SHARED\naws_secret_access_key = s\n[base]\naws_access_key_id = BASE\naws_secret_access_key = s\n"

    /// `provider: key`, `process: words`, `role arn <- source`.
    static func shape(_ source: CredentialSource) -> String {
        switch source {
        case .keys(let credentials): "\(credentials.provider): \(credentials.keys.reveal().accessKeyID)"
        case .process(let words, _, _): "process: \(words.joined(separator: "|"))"
        case .role(let request, let base): "role \(request.arn) <- \(shape(base))"
        }
    }

    @Test func orderIsTheCLIs() throws {
        let role = "[default]\nrole_arn = arn:r\nsource_profile = base\n"
        let process =
            "[default]\ncredential_process = \"/opt/my tool\" --a 'b c'\naws_access_key_id = CFG\naws_secret_access_key = s\n"
        let cases: [(String, [String: String], String, String, String?)] = [
            ("environment: ENV", Self.keys, role, Self.shared, nil),
            ("role arn:r <- profile base (shared credentials file): BASE", [:], role, Self.shared, nil),
            ("role arn:r <- profile base (shared credentials file): BASE", Self.keys, role, Self.shared, "default"),
            ("profile default (shared credentials file): SHARED", [:], process, Self.shared, nil),
            ("process: /opt/my tool|--a|b c", [:], process, "", nil),
            ("profile default (config file): CFG", [:], process.replacing("credential_process", with: "x_process"), "", nil),
            ("environment: ENV", Self.keys.merging(["AWS_PROFILE": "base"]) { $1 }, "", Self.shared, nil),
            ("profile base (shared credentials file): BASE", Self.keys, "", Self.shared, "base"),
            (
                "role arn:r <- environment: ENV", Self.keys, "[profile e]\nrole_arn = arn:r\ncredential_source = Environment\n",
                "", "e"
            ),
            (
                "role arn:2 <- role arn:1 <- profile base (shared credentials file): BASE", [:],
                "[profile two]\nrole_arn=arn:2\nsource_profile=one\n[profile one]\nrole_arn=arn:1\nsource_profile=base\n",
                Self.shared, "two"
            ),
            (
                "role arn:self <- profile me (shared credentials file): ME", [:],
                "[profile me]\nrole_arn=arn:self\nsource_profile=me\n",
                "[me]\naws_access_key_id=ME\naws_secret_access_key=s\n", "me"
            ),
        ]
        for (expected, environment, config, credentials, profile) in cases {
            let source = try Self.choose(environment: environment, config: config, credentials: credentials, profile: profile)
            #expect(Self.shape(source) == expected)
        }
    }

    @Test func whatCannotBeDoneSaysWhatToDo() {
        let cases: [(String, [String: String], String, String?)] = [
            ("no credentials: set AWS_ACCESS_KEY_ID", [:], "", nil),
            ("AWS_SECRET_ACCESS_KEY is not; set both or neither", ["AWS_ACCESS_KEY_ID": "A"], "", nil),
            ("AWS_CREDENTIAL_EXPIRATION: 'soon'", Self.keys.merging(["AWS_CREDENTIAL_EXPIRATION": "soon"]) { $1 }, "", nil),
            ("aws configure export-credentials --profile s --format process", [:], "[profile s]\nsso_session = x\n", "s"),
            ("signs in through SSO", [:], "[profile s]\nsso_start_url = x\nsso_account_id = 1\n", "s"),
            ("asks for a web identity", [:], "[default]\nweb_identity_token_file = /t\nrole_arn = arn:r\n", nil),
            ("asks for a web identity", ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:r"], "", nil),
            ("asks for container credentials", ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://x"], "", nil),
            (
                "credential_source = Ec2InstanceMetadata", [:],
                "[default]\nrole_arn = a\ncredential_source = Ec2InstanceMetadata\n", nil
            ),
            (
                "/h/.aws/config:3: profile 'default' wants an MFA code", [:],
                "[default]\nrole_arn = a\nmfa_serial = m\nsource_profile = b\n", nil
            ),
            (
                "both source_profile and credential_source", [:],
                "[default]\nrole_arn=a\nsource_profile=b\ncredential_source=Environment\n", nil
            ),
            ("role_arn without source_profile", [:], "[default]\nrole_arn = a\n", nil),
            (
                "source_profile 'nobody' of profile 'default' does not exist", [:],
                "[default]\nrole_arn=a\nsource_profile=nobody\n", nil
            ),
            (
                "goes in a circle: a → b → a", [:],
                "[profile a]\nrole_arn=1\nsource_profile=b\n[profile b]\nrole_arn=2\nsource_profile=a\n", "a"
            ),
            ("holds no credentials", [:], "[default]\nrole_arn=a\nsource_profile=e\n[profile e]\nregion=x\n", nil),
            (":3: duration_seconds must be", [:], "[default]\nrole_arn=a\nduration_seconds=1h\nsource_profile=e\n", nil),
            ("has a quote that is not closed", [:], "[default]\ncredential_process = \"x\n", nil),
            ("has aws_access_key_id without aws_secret_access_key", [:], "[default]\naws_access_key_id=a\n", nil),
            ("uses a login session", [:], "[default]\nlogin_session = arn\n", nil),
        ]
        for (text, environment, config, profile) in cases {
            do {
                _ = try Self.choose(environment: environment, config: config, profile: profile)
                Issue.record("no error for: \(text)")
            } catch { #expect("\(error)".contains(text), "\(error)") }
        }
    }

    @Test func shellWordsAreSplitWithoutAShell() {
        let cases: [(String, [String]?)] = [
            ("a  b\tc", ["a", "b", "c"]), ("'a b' \"c d\"e", ["a b", "c de"]), ("a\\ b", ["a b"]), ("\"\" ''", ["", ""]),
            ("\"a\\\"b\\n\"", ["a\"b\\n"]), ("'$HOME' `x` $(y) | z;", ["$HOME", "`x`", "$(y)", "|", "z;"]), ("'open", nil),
            ("\"open", nil), ("end\\", nil), ("", []),
        ]
        for (line, words) in cases { #expect(shellWords(line) == words) }
    }

    @Test func keysThatCannotBeHeadersAreRefused() {
        for keys in [("A B", "s", nil), ("A", "s\nx", nil), ("A", "s", "t\r\nX-Evil: 1")] as [(String, String, String?)] {
            let credentials = AWSCredentials(
                SigningCredentials(accessKeyID: keys.0, secretAccessKey: keys.1, sessionToken: keys.2), provider: "environment")
            #expect(throws: CredentialFailure.self) { try credentials.checked() }
        }
    }

    @Test func keysAreNeverPrinted() throws {
        let credentials = AWSCredentials(
            SigningCredentials(accessKeyID: "A", secretAccessKey: "hush", sessionToken: "quiet"), provider: "p")
        var text = "\(credentials) \(String(reflecting: credentials))"
        dump(credentials, to: &text)
        #expect(!text.contains("hush"))
        #expect(!text.contains("quiet"))
    }
}
