import HTTPTransport
import IncidentEngine
import IncidentModel
import Testing

@testable import AWSGateway

@Suite struct CodeDeployWriterTests {
    private let target = Target(function: "checkout", alias: "prod")

    @Test func stopsAlwaysWithARollback() async throws {
        let http = ScriptedHTTP([
            .reply(.json(#"{"status":"Pending","statusMessage":"soon"}"#)), .reply(.json(#"{"status":"Succeeded"}"#)),
            .reply(.error(400, "DeploymentAlreadyCompletedException", "too late")), .reply(.json(#"{"status":"Perhaps"}"#)),
            .fail(.lostReply),
        ])
        let writer = CodeDeployWriter(session: try .scripted(http))
        #expect(try await writer.stop("d-1") == DeploymentStopReply(status: .pending, message: "soon", requestID: "req-1"))
        #expect(try await writer.stop("d-1").status == .succeeded)
        #expect(try await writer.stop("d-1").status == .alreadyOver)
        #expect(await failure { () async throws(CallFailure) in try await writer.stop("d-1") }?.kind == .malformed)
        #expect(await failure { () async throws(CallFailure) in try await writer.stop("d-1") }?.kind == .lostReply)
        #expect(http.sent.count == 5)
        #expect(http.sent.allSatisfy { String(decoding: $0.body, as: UTF8.self).contains(#""autoRollbackEnabled":true"#) })
        #expect(await failure { () async throws(CallFailure) in try await writer.stop("") }?.kind == .invalid)
        #expect(http.sent.count == 5)
    }

    @Test func createsOnceOnAFreshConnection() async throws {
        let http = ScriptedHTTP([
            .reply(.json(#"{"deploymentId":"d-7"}"#)), .fail(.lostReply), .reply(.error(503, "ServiceUnavailable")),
            .reply(.error(400, "DeploymentLimitExceededException")), .reply(.json(#"{"deploymentId":"d 7\u0000"}"#)),
        ])
        let writer = CodeDeployWriter(session: try .scripted(http))
        var request = DeploymentRequest(
            application: "shop", group: "checkout-prod", target: target, from: "7", to: "6",
            configuration: "CodeDeployDefault.LambdaAllAtOnce", description: "INC-1", overridesAlarms: true)
        #expect(try await writer.create(request) == "d-7")
        let sent = try #require(http.sent.first)
        #expect(sent.policy == .fresh)
        let body = String(decoding: sent.body, as: UTF8.self)
        #expect(body.contains(#""overrideAlarmConfiguration":{"alarms":[],"enabled":false}"#))
        #expect(AppSpec(AppSpec.content(of: request))?.targetVersion == "6")
        #expect(AppSpec(AppSpec.content(of: request))?.target == target)
        for kind: CallFailure.Kind in [.lostReply, .server, .conflict, .malformed] {
            let wanted = request
            #expect(await failure { () async throws(CallFailure) in try await writer.create(wanted) }?.kind == kind)
        }
        #expect(http.sent.count == 5)
        request.to = "7"
        let same = request
        #expect(await failure { () async throws(CallFailure) in try await writer.create(same) }?.kind == .invalid)
        request.to = "6"
        request.application = "a b"
        let named = request
        #expect(await failure { () async throws(CallFailure) in try await writer.create(named) }?.kind == .invalid)
        #expect(http.sent.count == 5)
    }

    @Test func callsGoThroughTheGateByName() async throws {
        let gate = CountingGate()
        let service = ScriptedService(json: [
            "ListDeployments": #"{"deployments":["d-1"]}"#,
            "BatchGetDeployments": #"{"deploymentsInfo":[\#(CodeDeployTests.info("d-1"))]}"#,
            "ListDeploymentTargets": #"{"targetIds":["checkout:prod"]}"#, "BatchGetDeploymentTargets": CodeDeployTests.targets,
        ])
        let session = try AWSSession.scripted(service.http, gate: gate)
        _ = try await CodeDeployReader(session: session).deployments(since: .epoch)
        _ = await failure { () async throws(CallFailure) in try await CodeDeployWriter(session: session).stop("d-1") }
        let names = await gate.admitted
        #expect(names.filter { $0 == "codedeploy ListDeployments poll" }.count == 2)
        #expect(names.contains("codedeploy BatchGetDeploymentTargets poll"))
        #expect(names.last == "codedeploy StopDeployment operator")
    }

    @Test func appSpecsThatAreNoneAreNone() {
        for text in [
            "", "version: 0.0\nResources:\n", "{}", "[]", #"{"Resources":{}}"#,
            #"{"Resources":[{"a":{"Type":"AWS::ECS::Service"}}]}"#,
            #"{"Resources":[{"a":{"Type":"AWS::Lambda::Function","Properties":{"Name":"../x","Alias":"prod"}}}]}"#,
            String(repeating: "[", count: 100_000),
        ] {
            #expect(AppSpec(text) == nil)
        }
    }

    @Test func functionsAreReadFromEveryFormOfTheirName() {
        let arn = "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:a_b-c"
        for text in ["a_b-c", "123456789012:function:a_b-c", arn, "eu-west-1:123456789012:function:a_b-c"] {
            #expect(FunctionReference(text)?.name == "a_b-c", "\(text)")
            #expect(FunctionReference(text)?.qualifier == nil)
            #expect(FunctionReference(text + ":prod")?.qualifier == "prod", "\(text)")
            #expect(FunctionReference(text + ":7")?.qualifier == "7")
            #expect(FunctionReference(text + ":$LATEST")?.qualifier == "$LATEST")
        }
        for text in [
            "", ":", "a:b:c", "arn:aws:sqs:eu-west-1:1:q", "a b", "a:\u{1B}", arn + ":a:b", String(repeating: "a", count: 600),
        ] {
            #expect(FunctionReference(text) == nil, "\(text)")
        }
    }
}

/// Admits everything and remembers what.
private actor CountingGate: RequestGate {
    private(set) var admitted: [String] = []
    func admit(service: String, operation: String, lane: RequestLane) async throws {
        admitted.append("\(service) \(operation) \(lane)")
    }
    func finished(service: String, operation: String, lane: RequestLane, throttled: Bool) async {}
}
