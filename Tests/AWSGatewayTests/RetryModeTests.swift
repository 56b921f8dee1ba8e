import IncidentModel
import Testing

@testable import AWSGateway

/// The figures of the SDKs' retry modes (botocore 1.43, retries/standard.py).
@Suite struct RetryModeTests {
    private static func failure(_ kind: CallFailure.Kind, after: Duration? = nil) -> CallFailure {
        CallFailure(kind: kind, service: "lambda", operation: "GetAlias", message: "", status: 500, retryAfter: after)
    }

    @Test(
        arguments: [
            (RetryPolicy.Mode.standard, CallFailure.Kind.throttled, 1, 1000, 5), (.standard, .throttled, 4, 8000, 5),
            (.standard, .server, 1, 1000, 5), (.standard, .lostReply, 2, 2000, 10), (.adaptive, .server, 1, 1000, 5),
            (.new2026, .throttled, 1, 1000, 5), (.new2026, .throttled, 3, 4000, 5), (.new2026, .server, 1, 50, 14),
            (.new2026, .server, 3, 200, 14), (.new2026, .unreachable, 2, 100, 14), (.new2026, .lostReply, 1, 50, 14),
            (.new2026, .server, 11, 20_000, 14), (.standard, .server, 11, 20_000, 5),
        ] as [(RetryPolicy.Mode, CallFailure.Kind, Int, Int, Int)])
    func pauseAndPrice(mode: RetryPolicy.Mode, kind: CallFailure.Kind, attempt: Int, milliseconds: Int, cost: Int) {
        let policy = RetryPolicy(maxAttempts: 20, mode: mode, random: { 1 })
        #expect(
            policy.verdict(Self.failure(kind), mayRepeat: true, attempt: attempt, urgent: false)
                == .retry(after: .milliseconds(milliseconds), cost: cost))
    }

    @Test func whatTheServiceAsksForIsTakenWithinFiveSeconds() {
        let policy = RetryPolicy(maxAttempts: 20, mode: .new2026, random: { 1 })
        func pause(_ kind: CallFailure.Kind, _ attempt: Int, _ asked: Duration) -> RetryPolicy.Verdict {
            policy.verdict(Self.failure(kind, after: asked), mayRepeat: true, attempt: attempt, urgent: false)
        }
        #expect(pause(.throttled, 1, .milliseconds(2500)) == .retry(after: .milliseconds(2500), cost: 5))
        #expect(pause(.throttled, 5, .milliseconds(2500)) == .retry(after: .milliseconds(7500), cost: 5))
    }

    @Test func modesComeFromVariableAndProfile() throws {
        func mode(_ variables: [String: String], _ config: String = "") throws -> RetryPolicy.Mode {
            let all = variables.merging(["HOME": "/h", "AWS_REGION": "eu-west-1"]) { a, _ in a }
            return try AWSSettings.resolve(
                environment: all, readFile: { $0 == "/h/.aws/config" ? Array(config.utf8) : nil }
            ).retryMode
        }
        #expect(try mode([:]) == .standard)
        #expect(try mode(["AWS_RETRY_MODE": "adaptive"]) == .adaptive)
        #expect(try mode(["AWS_RETRY_MODE": "legacy"]) == .standard)
        #expect(try mode(["AWS_NEW_RETRIES_2026": "true"]) == .new2026)
        #expect(try mode(["AWS_NEW_RETRIES_2026": "true", "AWS_RETRY_MODE": "adaptive"]) == .adaptive)
        #expect(try mode([:], "[default]\nretry_mode = adaptive\n") == .adaptive)
        #expect(try mode(["AWS_RETRY_MODE": "standard"], "[default]\nretry_mode = adaptive\n") == .standard)
        let wrong = #expect(throws: SettingsError.self) { try mode([:], "[default]\nretry_mode = hard\n") }
        #expect(wrong?.description.hasPrefix("/h/.aws/config:2: retry_mode: 'hard' is no retry mode") == true)
    }
}
