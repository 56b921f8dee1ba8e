import AWSSigning
import HTTPTransport
import IncidentModel
import Synchronization
import Testing

@testable import AWSGateway

/// The providers that ask somebody: what they send, what they take for keys, what they say when it goes wrong.
@Suite struct CredentialProviderTests {
    private static let keys =
        #"{"AccessKeyId":"ASIA1","SecretAccessKey":"secret-1","Token":"token-1","Expiration":"2026-11-21T10:00:00Z"}"#
    private static let now = Timestamp(milliseconds: 1_795_212_500_000)

    /// Loads through the chain; files are given, requests scripted, STS never called but for a web identity.
    private static func load(
        _ http: ScriptedHTTP, environment: [String: String] = [:], config: String = "", files: [String: String] = [:]
    ) async throws -> AWSCredentials {
        let all = environment.merging(["HOME": "/h", "AWS_REGION": "eu-west-1"]) { a, _ in a }
        let read: FileReading = { path in
            path == "/h/.aws/config" ? Array(config.utf8) : files[path].map { Array($0.utf8) }
        }
        let settings = try AWSSettings.resolve(environment: all, readFile: read)
        return try await CredentialChain(environment: all, readFile: read, settings: settings).load(
            CredentialCalls(
                assumeRole: { (_, _) async throws(CallFailure) -> AWSCredentials in
                    throw CallFailure(kind: .invalid, service: "sts", operation: "AssumeRole", message: "not expected")
                },
                webIdentity: { (request, token) async throws(CallFailure) -> AWSCredentials in
                    AWSCredentials(
                        SigningCredentials(accessKeyID: "WEB-\(token)", secretAccessKey: "s"), provider: "", expiresAt: now)
                },
                send: { (request) async throws(TransportError) -> HTTPResponse in try await http.send(request) },
                now: { now }))
    }

    private static func trouble(
        _ http: ScriptedHTTP, environment: [String: String] = [:], config: String = "", files: [String: String] = [:]
    ) async -> String {
        do {
            _ = try await load(http, environment: environment, config: config, files: files)
            return "no failure"
        } catch { return "\(error)" }
    }

    @Test func aContainerIsAskedWithItsToken() async throws {
        let http = ScriptedHTTP([.fail(.lostReply), .reply(.json("busy", status: 503)), .reply(.json(Self.keys))])
        let environment = [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/var/run/token", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "old",
        ]
        let found = try await Self.load(http, environment: environment, files: ["/var/run/token": "fresh\n"])
        #expect(found.keys.reveal().accessKeyID == "ASIA1")
        #expect(found.keys.reveal().sessionToken == "token-1")
        #expect(found.expiresAt?.rfc3339 == "2026-11-21T10:00:00.000Z")
        #expect(found.provider == "container (AWS_CONTAINER_CREDENTIALS_FULL_URI)")
        #expect(http.sent.count == 3)
        #expect(http.sent.allSatisfy { $0.reach == .credentials && $0.url == "http://169.254.170.23/v1/credentials" })
        #expect(http.sent[0].headers.first { $0.name == "Authorization" }?.value == "fresh")
    }

    @Test(
        arguments: [
            ("{", "did not answer with a JSON object"), (#"{"AccessKeyId":"A"}"#, "without AccessKeyId or SecretAccessKey"),
            (#"{"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"soon"}"#, "is no RFC 3339 time"),
            (#"{"AccessKeyId":"A B","SecretAccessKey":"s"}"#, "has a blank"),
        ])
    func whatAContainerAnswersIsChecked(body: String, text: String) async {
        let environment = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"]
        let said = await Self.trouble(ScriptedHTTP([.reply(.json(body))]), environment: environment)
        #expect(said.contains(text), "\(said)")
        #expect(!said.contains("SecretAccessKey\":"))
    }

    @Test func aContainerTokenMayNotBreakTheHeader() async {
        let environment = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "a\r\nX: y"]
        #expect(await Self.trouble(ScriptedHTTP(), environment: environment).contains("has a line break"))
    }

    @Test func anInstanceIsAskedByVersionTwo() async throws {
        let body = Self.keys.replacing("{", with: #"{"Code":"Success","#, maxReplacements: 1)
        let http = ScriptedHTTP([.reply(.json("session-token")), .reply(.json("web-role\n")), .reply(.json(body))])
        let found = try await Self.load(http)
        #expect(found.provider == "instance role web-role")
        #expect(http.sent.map(\.method) == [.put, .get, .get])
        #expect(
            http.sent.map(\.url) == [
                "http://169.254.169.254/latest/api/token",
                "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
                "http://169.254.169.254/latest/meta-data/iam/security-credentials/web-role",
            ])
        #expect(http.sent[2].headers.map(\.value) == ["session-token"])
        #expect(http.sent.allSatisfy { $0.reach == .credentials && $0.timeout == .seconds(1) })
    }

    @Test func withoutAnInstanceThereAreNoCredentialsAndNoSecondTry() async {
        let http = ScriptedHTTP([.fail(.unreachable)])
        let said = await Self.trouble(http)
        #expect(said.hasPrefix("no credentials: set AWS_ACCESS_KEY_ID"))
        #expect(said.contains("instance metadata: scripted"))
        #expect(http.sent.count == 1)
        let refused = #"{"Code":"AssumeRoleUnauthorizedAccess","Message":"no trust"}"#
        let untrusted = ScriptedHTTP([.reply(.json("t")), .reply(.json("r")), .reply(.json(refused))])
        #expect(await Self.trouble(untrusted).contains("answered AssumeRoleUnauthorizedAccess: no trust"))
    }

    private static let corp =
        "[default]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = on/call\n"
        + "[sso-session corp]\nsso_region = eu-west-1\n"
    private static var cache: String { "/h/.aws/sso/cache/\(SignInCache.ssoFileName("corp") ?? "")" }

    @Test func aSignInBecomesKeys() async throws {
        let signIn = #"{"accessToken":"bearer","expiresAt":"2026-11-21T10:00:00Z","region":"eu-west-1"}"#
        let reply =
            #"{"roleCredentials":{"accessKeyId":"ASIA2","secretAccessKey":"s","sessionToken":"t","expiration":1795213500000}}"#
        let http = ScriptedHTTP([.reply(.json(reply))])
        let found = try await Self.load(http, config: Self.corp, files: [Self.cache: signIn])
        #expect(found.keys.reveal().accessKeyID == "ASIA2")
        #expect(found.expiresAt == Timestamp(milliseconds: 1_795_213_500_000))
        #expect(found.provider == "profile default (SSO)")
        #expect(
            http.sent[0].url
                == "https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?account_id=123456789012&role_name=on%2Fcall"
        )
        #expect(http.sent[0].headers.first { $0.name == "x-amz-sso_bearer_token" }?.value == "bearer")
        #expect(http.sent[0].reach == .checked)
    }

    @Test func aSignInThatEndedSaysHowToSignIn() async {
        let cases: [(String?, [ScriptedHTTP.Step], String)] = [
            (nil, [], "nobody has signed in on this machine; run `aws sso login --profile default`"),
            ("[]", [], "is no sign-in of the AWS CLI"),
            (#"{"accessToken":"b","expiresAt":"2020-01-01T00:00:00Z"}"#, [], "the sign-in ended at 2020-01-01"),
            (
                #"{"accessToken":"b","expiresAt":"2030-01-01T00:00:00Z"}"#,
                [.reply(.error(401, "UnauthorizedException", "Session token not found"))], "run `aws sso login --profile default`"
            ),
            (
                #"{"accessToken":"b","expiresAt":"2030-01-01T00:00:00Z"}"#, [.reply(.error(403, "ForbiddenException"))],
                "role on/call of account 123456789012"
            ),
            (#"{"accessToken":"b","expiresAt":"2030-01-01T00:00:00Z"}"#, [.reply(.json("{}"))], "answered without keys"),
        ]
        for (signIn, steps, text) in cases {
            let files = signIn.map { [Self.cache: $0] } ?? [:]
            let said = await Self.trouble(ScriptedHTTP(steps), config: Self.corp, files: files)
            #expect(said.contains(text), "\(said)")
        }
    }

    @Test func theWebIdentityTokenIsReadEachTime() async throws {
        let environment = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:r"]
        let found = try await Self.load(ScriptedHTTP(), environment: environment, files: ["/t": "jwt.one\n"])
        #expect(found.keys.reveal().accessKeyID == "WEB-jwt.one")
        #expect(found.provider == "role arn:r via web identity (AWS_WEB_IDENTITY_TOKEN_FILE)")
        #expect(
            await Self.trouble(ScriptedHTTP(), environment: environment)
                == "/t: there is no such file; the web identity token should be in it")
        #expect(await Self.trouble(ScriptedHTTP(), environment: environment, files: ["/t": "a\nb"]).contains("line break"))
    }

    @Test func aWebIdentityIsNotSigned() async throws {
        let xml = """
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>
            <Credentials><AccessKeyId>ASIA3</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
            <Expiration>2026-11-21T10:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
            </AssumeRoleWithWebIdentityResponse>
            """
        let http = ScriptedHTTP([.reply(.error(500, "InternalFailure")), .reply(.json(xml))])
        let settings = try AWSSettings(region: "eu-west-1", endpointURL: "http://127.0.0.1:9/")
        let runner = CallRunner(settings: settings, ports: .scripted(http, clock: ManualClock()), version: "0.0")
        let found = try await AssumeRole.call(RoleRequest(arn: "arn:r", sessionName: "me"), token: "jwt", through: runner)
        #expect(found.keys.reveal().accessKeyID == "ASIA3")
        let sent = try #require(http.sent.last)
        #expect(!sent.headers.contains { $0.name.lowercased() == "authorization" })
        #expect(
            String(decoding: sent.body, as: UTF8.self)
                == "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Ar&RoleSessionName=me&WebIdentityToken=jwt")
    }
}
