import AWSSigning
import IncidentModel
import Testing

@testable import AWSGateway

@Suite struct CredentialProcessTests {
    private func run(_ script: String, limit: Duration = .seconds(20)) async throws(CredentialFailure) -> AWSCredentials {
        try await CredentialProcess(limit: limit).credentials(
            words: ["/bin/sh", "-c", script], provider: "profile x (credential_process)", place: "/h/.aws/config:7")
    }

    private func error(_ script: String, limit: Duration = .seconds(20)) async -> String {
        do {
            _ = try await run(script, limit: limit)
            return "no error"
        } catch { return error.text }
    }

    @Test func readsVersionOne() async throws {
        let credentials = try await run(
            #"echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"S","SessionToken":"T","Expiration":"2026-11-20T23:00:00Z"}'"#
        )
        #expect(credentials.keys.reveal().sessionToken == "T")
        #expect(credentials.expiresAt == Timestamp(rfc3339: "2026-11-20T23:00:00Z"))
        #expect(credentials.provider == "profile x (credential_process)")
    }

    @Test func garbageIsToldWithoutBeingQuoted() async {
        #expect(
            await error("echo hello-secret")
                == "/h/.aws/config:7: credential_process '/bin/sh' did not print a JSON object with Version, AccessKeyId and SecretAccessKey"
        )
        #expect(await error(#"echo '{"Version":2}'"#).hasSuffix("printed Version 2; only Version 1 exists"))
        #expect(await error(#"echo '{"Version":1,"AccessKeyId":"A"}'"#).hasSuffix("printed no SecretAccessKey"))
        #expect(
            await error(#"echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"S","Expiration":"soon"}'"#)
                .hasSuffix("printed an Expiration that is no RFC 3339 time"))
        #expect(await error("head -c 300000 /dev/zero").hasSuffix("printed more than 256 KiB and was killed"))
    }

    @Test func failureQuotesStandardErrorMadeSafe() async {
        let text = await error(#"printf 'token\033[31m expired\nlog in\n' >&2; exit 1"#)
        #expect(text.hasSuffix("ended with status 1: token\\x1B[31m expired / log in"), "\(text)")
        #expect(await error("kill -9 $$").hasSuffix("ended with status 137 and said nothing"))
    }

    @Test func aProgramThatHangsIsKilledWithItsChildren() async {
        let text = await error("sleep 600 & sleep 600", limit: .milliseconds(200))
        #expect(text.contains("gave no answer within 0.2 s and was killed"), "\(text)")
        // Closed outputs do not hide that it still runs.
        #expect(await error("exec >&- 2>&-; sleep 600", limit: .milliseconds(200)).contains("was killed"))
    }

    @Test func aMissingProgramIsNamed() async {
        do {
            _ = try await CredentialProcess(limit: .seconds(5)).credentials(words: ["/no/such"], provider: "p", place: "f:1")
            Issue.record("no error")
        } catch { #expect(error.text == "f:1: credential_process '/no/such' could not be started: No such file or directory") }
    }

    @Test func itHasNoTerminalAndNoFilesOfOurs() async throws {
        let script =
            #"if [ -t 0 ] || ls -l /proc/self/fd | grep -q 'socket\|/tmp'; then exit 3; fi; read x && exit 4; "#
            + #"echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"S"}'"#
        #expect(try await run(script).keys.reveal().accessKeyID == "A")
    }
}
