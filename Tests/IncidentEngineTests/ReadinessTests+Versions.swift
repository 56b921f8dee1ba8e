import IncidentEngine
import IncidentModel
import TestSupport
import Testing

/// What is said of the version that traffic would go back to.
extension ReadinessTests {
    @Test func anInactiveVersionWarns() throws {
        let found = try Self.finding("inactive", Self.calm { $0.state = "Inactive" })
        #expect(found.level == .warning)
        #expect(found.text == "v6 is Inactive: its first calls will fail")
        let image = try Self.finding(
            "inactive",
            Self.calm {
                $0.state = "Inactive"
                $0.packageType = "Image"
            })
        #expect(image.why.contains("container image"))
    }

    @Test(arguments: [
        ("Failed", "ImageDeleted", "its state is Failed (ImageDeleted: its container image is gone from the registry)"),
        ("Failed", "ImageAccessDenied", "its state is Failed (ImageAccessDenied: Lambda may not read its container image)"),
        (
            "Inactive", "KMSKeyAccessDenied",
            "its state is Inactive (KMSKeyAccessDenied: Lambda may not use the key that encrypts its environment or code): it could not be prepared again"
        ),
        ("Failed", "InvalidRuntime", "its state is Failed (InvalidRuntime: its runtime is blocked)"),
        ("Pending", "Creating", "its state is still Pending (Creating: the service says no more)"),
        ("Deactivated", "", "its state is Deactivated"),
    ])
    func aDeadVersionBlocksAndIsExplained(_ state: String, _ code: String, _ says: String) throws {
        let builder = Self.calm {
            $0.state = state
            $0.reasonCode = code.isEmpty ? nil : code
        }
        let ready = Self.ready(builder)
        #expect(ready.grade == .blocked)
        #expect(ready.findings.first?.code == "noLastGood")
        #expect(try Self.finding("versionDead", builder).text == "v6 cannot take traffic: \(says)")
    }

    @Test func aStateThatTheListDoesNotTellIsSaid() throws {
        var builder = Self.calm { $0.state = "" }
        #expect(
            try Self.finding("stateUnknown", builder).text
                == "the state of v6 is not known: the version list does not tell it")
        #expect(Self.ready(builder).grade == .ready)
        builder.apply(.failed(.version(function: "checkout", "6"), Fixtures.failure(.denied, "GetFunction")))
        #expect(try Self.finding("stateUnknown", builder).text.contains("GetFunction"))
    }

    @Test func whatDiffersIsSaid() throws {
        let builder = Self.calm {
            $0.role = "role/old"
            $0.deadLetterTarget = "arn:aws:sqs:eu-west-1:123456789012:old"
            $0.lastUpdateStatus = "InProgress"
        }
        #expect(try Self.finding("roleDiffers", builder).text == "v6 runs under another execution role than v7")
        #expect(try Self.finding("deadLetterDiffers", builder).text == "v6 has another dead-letter queue than v7")
        #expect(try Self.finding("updateInProgress", builder).level == .warning)
        #expect(try Self.finding("codeUnknown", Self.calm { $0.codeSha256 = "" }).level == .info)
    }

    @Test func aDeprecatedRuntimeWarnsAndNamesItsDates() throws {
        let found = try Self.finding("runtimeDeprecated", Self.calm { $0.runtime = "nodejs18.x" })
        #expect(
            found.text == "v6 runs on nodejs18.x, deprecated since 2025-09-01; updates are to be blocked from 2027-08-31")
        #expect(found.fix.contains("docs.aws.amazon.com/lambda"))
        #expect(try Self.finding("runtimeDeprecated", Self.calm { $0.runtime = "python3.8" }).text.contains("not confirmed"))
        // A container image names its runtime itself; a runtime that nobody knows is not judged.
        for change: @Sendable (inout FunctionVersion) -> Void in [
            {
                $0.runtime = "nodejs18.x"
                $0.packageType = "Image"
            }, { $0.runtime = "cobol74" },
        ] {
            #expect(Self.ready(Self.calm(change)).grade == .ready)
        }
        var later = Self.calm { $0.runtime = "nodejs18.x" }
        later.now.time = Timestamp(rfc3339: "2028-01-01T00:00:00Z") ?? later.now.time
        #expect(try Self.finding("runtimeBlocked", later).text.contains("cannot be updated since 2027-08-31"))
    }

    @Test func whatCallsAVersionDirectlyIsNamed() throws {
        let wiring = FunctionWiring(
            eventSources: [
                .init(id: "1", source: "arn:aws:sqs:::orders", qualifier: "7"),
                .init(id: "2", source: "arn:aws:sqs:::good", qualifier: "prod"),
                .init(id: "3", source: "arn:aws:sqs:::old", qualifier: nil, state: "Disabled"),
            ],
            permissions: [
                .init(statement: "api", principal: "apigateway.amazonaws.com", qualifier: "$LATEST"),
                .init(statement: "ok", principal: "events.amazonaws.com", qualifier: "v7"),
            ], urls: [.init(url: "https://x.lambda-url.aws", qualifier: nil)],
            unread: [Fixtures.failure(.denied, "GetPolicy")])
        let findings = Self.ready(Self.calm(wiring: wiring)).findings
        #expect(
            findings.map(\.text) == [
                "event source arn:aws:sqs:::orders (Enabled) calls v7 directly",
                "function URL https://x.lambda-url.aws calls checkout without an alias ($LATEST) directly",
                "statement api lets apigateway.amazonaws.com call $LATEST directly",
                "event source arn:aws:sqs:::old (Disabled) calls checkout without an alias ($LATEST) directly",
                "not all of what calls checkout could be read (lambda GetPolicy: AccessDeniedException (403): scripted denied)",
            ])
        var unread = Self.calm()
        unread.picture.wiring = [:]
        #expect(
            try Self.finding("wiringUnread", unread).text == "what calls checkout directly is not known: it has not been read")
    }
}
