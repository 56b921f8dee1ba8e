import AWSSigning
import HTTPTransport
import IncidentEngine
import IncidentModel
import Synchronization
import Testing

@testable import AWSGateway

@Suite struct CredentialStoreTests {
    /// Hands out keys `K1`, `K2`, … with the lives given; then fails.
    private final class Source: Sendable {
        let clock: ManualClock
        private let lives: [Duration?]
        private let state = Mutex(0)
        init(_ lives: [Duration?], clock: ManualClock) {
            self.lives = lives
            self.clock = clock
        }
        var loads: Int { state.withLock { $0 } }
        func store() -> CredentialStore {
            CredentialStore(
                load: { () async throws(CredentialFailure) -> AWSCredentials in
                    let index = self.state.withLock { count in
                        count += 1
                        return count - 1
                    }
                    guard index < self.lives.count else { throw CredentialFailure("the source is dry") }
                    return AWSCredentials(
                        SigningCredentials(accessKeyID: "K\(index + 1)", secretAccessKey: "s"), provider: "p",
                        expiresAt: self.lives[index].map { self.clock.now + $0 })
                }, now: { self.clock.now })
        }
    }

    private func key(_ store: CredentialStore, urgent: Bool = false) async -> String {
        do { return try await store.credentials(urgent: urgent).keys.reveal().accessKeyID } catch { return error.text }
    }

    @Test func manyCallersShareOneLoad() async {
        let source = Source([nil], clock: ManualClock())
        let store = source.store()
        await withTaskGroup(of: String.self) { group in
            for _ in 0..<50 { group.addTask { await key(store) } }
            for await name in group { #expect(name == "K1") }
        }
        #expect(source.loads == 1)
        #expect(store.status == CredentialStatus(provider: "p", expiresAt: nil))
    }

    @Test func aCallerWaitsInTheMandatoryWindowOnly() async {
        let clock = ManualClock()
        let source = Source([.seconds(3600), .seconds(3600)], clock: clock)
        let store = source.store()
        #expect(await key(store) == "K1")
        clock.advance(.seconds(3600 - 901))
        #expect(await key(store) == "K1")
        #expect(source.loads == 1)
        clock.advance(.seconds(302))
        #expect(await key(store) == "K2")
    }

    @Test func anUrgentCallerDoesNotWaitWhileTheKeysAreGood() async {
        let clock = ManualClock()
        let source = Source([.seconds(3600)], clock: clock)
        let store = source.store()
        _ = await key(store)
        clock.advance(.seconds(3600 - 300))
        #expect(await key(store, urgent: true) == "K1")
        clock.advance(.seconds(301))
        #expect(await key(store, urgent: true).contains("dry"))
    }

    @Test func aFailedRefreshKeepsGoodKeys() async {
        let clock = ManualClock()
        let source = Source([.seconds(3600)], clock: clock)
        let store = source.store()
        _ = await key(store)
        clock.advance(.seconds(3600 - 300))
        #expect(await key(store) == "K1")
        #expect(await key(store) == "K1")
        #expect(source.loads == 2)
        clock.advance(.seconds(400))
        #expect(await key(store) == "the source is dry")
    }

    @Test func aCallerThatGivesUpDoesNotWaitForTheLoad() async throws {
        let (gate, open) = AsyncStream<Void>.makeStream()
        let store = CredentialStore(
            load: { () async throws(CredentialFailure) -> AWSCredentials in
                for await _ in gate { break }
                return AWSCredentials(SigningCredentials(accessKeyID: "LATE", secretAccessKey: "s"), provider: "p")
            }, now: { .epoch })
        let caller = Task { await key(store) }
        caller.cancel()
        #expect(await caller.value == "cancelled")
        let patient = Task { await key(store) }
        open.yield()
        #expect(await patient.value == "LATE")
        #expect(try await store.resolve() == CredentialStatus(provider: "p"))
    }

    @Test func aDrySourceIsNotAskedAgainAtOnce() async {
        let clock = ManualClock()
        let source = Source([], clock: clock)
        let store = source.store()
        for _ in 0..<5 { #expect(await key(store) == "the source is dry") }
        #expect(source.loads == 1)
        clock.advance(.seconds(6))
        _ = await key(store)
        #expect(source.loads == 2)
    }

    @Test func refusedKeysAreReplacedOnceTheFileHasNewOnes() async throws {
        // The person signs in again in another window; the next read heals.
        let clock = ManualClock()
        let file = Mutex("[default]\nregion=eu-west-1\naws_access_key_id=OLD\naws_secret_access_key=s\n")
        let read: FileReading = { path in path == "/h/.aws/credentials" ? file.withLock { Array($0.utf8) } : nil }
        let environment = ["HOME": "/h", "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_REGION": "eu-west-1"]
        let settings = try AWSSettings.resolve(environment: environment, readFile: read)
        let http = ScriptedHTTP(otherwise: { request in
            let old = request.headers.contains { $0.value.contains("Credential=OLD/") }
            return old
                ? .error(403, "ExpiredTokenException", "The security token is expired")
                : .json(#"{"Functions":[{"FunctionName":"checkout"}],"NextMarker":null}"#)
        })
        let session = AWSSession(
            settings: settings, chain: CredentialChain(environment: environment, readFile: read, settings: settings),
            ports: .scripted(http, clock: clock), version: "0")
        let reader = LambdaReader(session: session)
        let refused = await failure { () async throws(CallFailure) in try await reader.functions() }
        #expect(refused?.kind == .credentials)
        #expect(refused?.message.raw.contains("(credentials: profile default (shared credentials file))") == true)
        file.withLock { $0 = $0.replacing("OLD", with: "NEW") }
        clock.advance(.seconds(6))
        #expect(try await reader.functions() == ["checkout"])
    }

    @Test func aRoleIsAssumedWithItsSourceKeys() async throws {
        let read: FileReading = { path in
            path == "/h/.aws/config"
                ? Array(
                    "[profile r]\nregion=eu-west-1\nrole_arn=arn:aws:iam::123456789012:role/oncall\nsource_profile=b\nexternal_id=e/1\nduration_seconds=900\nrole_session_name=jo\n[profile b]\naws_access_key_id=BASE\naws_secret_access_key=s\n"
                        .utf8) : nil
        }
        let environment = ["HOME": "/h", "AWS_ENDPOINT_URL": "http://127.0.0.1:9"]
        let settings = try AWSSettings.resolve(environment: environment, readFile: read, flags: .init(profile: "r"))
        let assumed = """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ROLE</AccessKeyId>\
            <SecretAccessKey>s</SecretAccessKey><SessionToken>tok</SessionToken><Expiration>2026-11-21T23:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
            """
        let http = ScriptedHTTP([.reply(.json(assumed)), .reply(.json(#"{"Functions":[]}"#))])
        let session = AWSSession(
            settings: settings, chain: CredentialChain(environment: environment, readFile: read, settings: settings),
            ports: .scripted(http, clock: ManualClock()), version: "0")
        _ = try await LambdaReader(session: session).functions()
        #expect(
            String(decoding: http.sent[0].body, as: UTF8.self)
                == "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Foncall&RoleSessionName=jo&DurationSeconds=900&ExternalId=e%2F1"
        )
        #expect(http.sent[0].headers.contains { $0.value.contains("Credential=BASE/") })
        #expect(http.sent[1].headers.contains { $0.value.contains("Credential=ROLE/") })
        #expect(http.sent[1].headers.contains { $0.name == "X-Amz-Security-Token" && $0.value == "tok" })
        #expect(
            session.credentials.status
                == CredentialStatus(
                    provider: "role arn:aws:iam::123456789012:role/oncall via profile b (config file)",
                    expiresAt: Timestamp(rfc3339: "2026-11-21T23:00:00Z")))
    }

    @Test func aRoleThatIsDeniedSaysWhichCallFailed() async throws {
        let read: FileReading = { path in
            path == "/h/.aws/config"
                ? Array("[default]\nregion=eu-west-1\nrole_arn=arn:r\ncredential_source=Environment\n".utf8) : nil
        }
        let environment = [
            "HOME": "/h", "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s",
        ]
        let settings = try AWSSettings.resolve(environment: environment, readFile: read, flags: .init(profile: "default"))
        let denied =
            "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not you</Message></Error></ErrorResponse>"
        let http = ScriptedHTTP([.reply(.json(denied, status: 403))])
        let session = AWSSession(
            settings: settings, chain: CredentialChain(environment: environment, readFile: read, settings: settings),
            ports: .scripted(http, clock: ManualClock()), version: "0")
        let error = await failure { () async throws(CallFailure) in try await LambdaReader(session: session).functions() }
        #expect(error?.kind == .denied)
        #expect(error?.operation == "AssumeRole")
        #expect(error?.message.raw.contains("role arn:r via environment: sts AssumeRole: AccessDenied (403): not you") == true)
    }
}
