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
        case .webIdentity(let request, let file, _): "web identity \(request.arn) \(request.sessionName ?? "-") \(file)"
        case .sso(let request):
            "sso \(request.account) \(request.role) \(request.endpoint.url) \(request.cacheFile.split(separator: "/").last ?? "")"
        case .container(let request): "container \(request.url)"
        case .metadata(let request): "metadata \(request.url) \(request.attempts)"
        }
    }

    /// What may be said of a host without asking anybody: the instance is no source that somebody named.
    @Test(
        arguments: [
            ([:], "", "", false), (["AWS_EC2_METADATA_DISABLED": "true"], "", "", false),
            ([:], "[default]\nregion = eu-west-1\n", "", false), (keys, "", "", true), ([:], "", shared, true),
            ([:], "[default]\ncredential_process = /opt/tool\n", "", true), (["AWS_ACCESS_KEY_ID": "HALF"], "", "", true),
            (["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"], "", "", true),
            ([:], "[default]\nrole_arn = arn:r\n", "", true), ([:], "", "no section\n", true),
        ] as [([String: String], String, String, Bool)])
    func whetherSomebodyNamedASource(
        environment: [String: String], config: String, credentials: String, names: Bool
    ) throws {
        let all = environment.merging(["HOME": "/h"]) { a, _ in a }
        let settings = try AWSSettings.resolve(environment: ["AWS_REGION": "eu-west-1"], readFile: { _ in nil })
        let read: FileReading = { path in
            ["/h/.aws/config": config, "/h/.aws/credentials": credentials][path].map { Array($0.utf8) }
        }
        #expect(CredentialChain(environment: all, readFile: read, settings: settings).namesSource == names)
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
        let web = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:r", "AWS_ROLE_SESSION_NAME": "me"]
        let sso =
            "[default]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = oncall\n"
            + "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n"
        let legacy =
            "[default]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 123456789012\n"
            + "sso_role_name = oncall\n"
        let container = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x"]
        let more: [(String, [String: String], String, String, String?)] = [
            ("web identity arn:r me /t", web, "", Self.shared, nil),
            ("profile default (shared credentials file): SHARED", web, "", Self.shared, "default"),
            ("environment: ENV", web.merging(Self.keys) { $1 }, "", "", nil),
            ("web identity arn:p - /f", [:], "[default]\nweb_identity_token_file=/f\nrole_arn=arn:p\n", Self.shared, nil),
            // The file names are SHA-1 of `corp` and of the start URL.
            (
                "sso 123456789012 oncall https://portal.sso.eu-west-1.amazonaws.com ee0bfd2552fbd840c02cc48b6e823320543c450f.json",
                [:],
                sso, Self.shared, nil
            ),
            (
                "sso 123456789012 oncall https://portal.sso.eu-west-1.amazonaws.com a51746d4aa793ae07b25e90c3a5db96fc7832bd7.json",
                [:], legacy, "", nil
            ),
            ("profile default (shared credentials file): SHARED", container, "", Self.shared, nil),
            ("container http://169.254.170.2/v2/x", container, "", "", nil),
            ("metadata http://169.254.169.254 1", [:], "", "", nil),
            (
                "metadata http://127.0.0.1:1338 3",
                ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1338/", "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "3"], "", "",
                nil
            ),
            ("metadata http://[fd00:ec2::254] 1", ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"], "", "", nil),
            (
                "role arn:r <- metadata http://169.254.169.254 1", [:],
                "[default]\nrole_arn = arn:r\ncredential_source = Ec2InstanceMetadata\n", "", nil
            ),
            (
                "role arn:r <- container http://169.254.170.2/v2/x", container,
                "[default]\nrole_arn = arn:r\ncredential_source = EcsContainer\n", "", nil
            ),
        ]
        for (expected, environment, config, credentials, profile) in cases + more {
            let source = try Self.choose(environment: environment, config: config, credentials: credentials, profile: profile)
            #expect(Self.shape(source) == expected)
        }
    }

    @Test func whatCannotBeDoneSaysWhatToDo() {
        let cases: [(String, [String: String], String, String?)] = [
            ("no credentials: set AWS_ACCESS_KEY_ID", ["AWS_EC2_METADATA_DISABLED": "true"], "", nil),
            ("AWS_SECRET_ACCESS_KEY is not; set both or neither", ["AWS_ACCESS_KEY_ID": "A"], "", nil),
            ("AWS_CREDENTIAL_EXPIRATION: 'soon'", Self.keys.merging(["AWS_CREDENTIAL_EXPIRATION": "soon"]) { $1 }, "", nil),
            (
                "/h/.aws/config:2: profile 's' names [sso-session x], and", [:],
                "[profile s]\nsso_session = x\nsso_account_id = 1\n", "s"
            ),
            (
                "[sso-session x] has no sso_region; run `aws configure sso`", [:],
                "[profile s]\nsso_session = x\nsso_account_id = 1\n[sso-session x]\nsso_start_url = u\n", "s"
            ),
            ("profile 's' has no sso_region", [:], "[profile s]\nsso_start_url = x\nsso_account_id = 1\n", "s"),
            ("web_identity_token_file without role_arn", [:], "[default]\nweb_identity_token_file = /t\n", nil),
            ("is no path; it must start with /", ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "x"], "", nil),
            (
                "AWS_METADATA_SERVICE_TIMEOUT: 'never' is no number from 1 to 60", ["AWS_METADATA_SERVICE_TIMEOUT": "never"], "",
                nil
            ),
            (
                "credential_source 'Elsewhere' does not exist", [:], "[default]\nrole_arn = a\ncredential_source = Elsewhere\n",
                nil
            ),
            (
                "from the container, and AWS_CONTAINER", [:], "[default]\nrole_arn = a\ncredential_source = EcsContainer\n", nil
            ),
            (
                "and AWS_EC2_METADATA_DISABLED is true", ["AWS_EC2_METADATA_DISABLED": "TRUE"],
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
