import IncidentModel
import Logging
import Testing

@testable import flipback

struct RedactionTests {
    @Test(arguments: [
        ("key AKIAIOSFODNN7EXAMPLE used", "key AKIA•••MPLE used"), ("ASIAIOSFODNN7EXAMPLE", "ASIA•••MPLE"),
        ("GET /?X-Amz-Signature=abc123&X-Amz-Date=1", "GET /?X-Amz-Signature=•••&X-Amz-Date=1"),
        ("Authorization: AWS4-HMAC-SHA256 Credential=a/b, Signature=c", "Authorization: •••"),
        ("x-amz-security-token: FwoGZXIvYXdzEBY", "x-amz-security-token: •••"),
        (#"{"SecretAccessKey":"wJalrXUtnFEMI/K7","a":1}"#, #"{"SecretAccessKey":"•••","a":1}"#),
        (#"{"SessionToken" : "abc", "b":2}"#, #"{"SessionToken" : "•••", "b":2}"#),
        ("aws_secret_access_key = wJalr", "aws_secret_access_key = •••"), ("token=abc; next", "token=•••; next"),
        ("checkout:prod v6 80 % v7 20 %", "checkout:prod v6 80 % v7 20 %"), ("tokens: 3 of 15", "tokens: 3 of 15"),
        ("SHOUTINGWORDSTHATARELONG", "SHOUTINGWORDSTHATARELONG"), ("", ""),
    ])
    func patterns(line: String, safe: String) {
        #expect(Redactor().redact(line) == safe)
    }

    @Test func knownValuesGoWhereverTheyStand() {
        let redactor = Redactor(knownSecrets: ["wJalrXUtnFEMI/K7MDENG", "short"])
        #expect(redactor.redact("a wJalrXUtnFEMI/K7MDENG b short") == "a ••• b short")
    }

    /// Only what is known to be secret: people's own words stay as they are.
    @Test func anEventLosesKnownSecretsAndNothingElse() {
        let secrets = KnownSecrets()
        secrets.add(["wJalrXUtnFEMI/K7MDENG"])
        secrets.add(["later-session-token", "wJalrXUtnFEMI/K7MDENG", ""])
        var draft = EventDraft(
            time: Sample.time, actor: "jo", kind: .incidentNote, incident: "INC-1",
            reason: "token: expired wJalrXUtnFEMI/K7MDENG",
            details: [
                "text": "a later-session-token b", "note": ["list": ["wJalrXUtnFEMI/K7MDENG", 1, true, nil]],
                "url": "https://x/?password=short",
            ])
        draft = secrets.redactor.redactValues(draft)
        #expect(draft.reason == "token: expired •••")
        #expect(draft.details["text"] == "a ••• b" && draft.details["note"] == ["list": ["•••", 1, true, nil]])
        #expect(draft.details["url"] == "https://x/?password=short" && draft.incident == "INC-1")
    }

    @Test func theEnvironmentsSecretsAreKnown() {
        let variables = ["AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t", "HOME": "/h"]
        #expect(Set(Redactor.secrets(of: variables)) == ["s", "t"])
    }

    @Test func aLogLineIsRedactedAndHarmless() {
        let spoken = Spoken()
        var logger = Logger(
            label: "engine",
            factory: { label in
                RedactingLogHandler(label: label, redactor: Redactor(), time: { Sample.time }, sink: { spoken.out($0 + "\n") })
            })
        logger[metadataKey: "target"] = "checkout:prod"
        logger.warning("token=abc \u{1B}[2J", metadata: ["status": "429"])
        logger.debug("not written")
        #expect(spoken.outputs == "2026-11-20T21:08:20.123Z warning engine: token=••• \\x1B[2J status=429 target=checkout:prod\n")
    }
}
