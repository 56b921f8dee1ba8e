import HTTPTransport
import IncidentEngine
import IncidentModel
import Testing

@testable import AWSGateway

/// Provisioned concurrency, GetFunction as a probe, and what sends work to a function.
@Suite struct LambdaPartsTests {
    private let target = Target(function: "checkout", alias: "prod")
    static let arn = "arn:aws:lambda:eu-west-1:123456789012:function:checkout"
    private static let provisionedPath = "/2019-09-30/functions/checkout/provisioned-concurrency"

    @Test func provisionedConcurrencyIsReadByQualifierOverPages() async throws {
        func item(_ qualifier: String, _ status: String) -> String {
            #"{"FunctionArn":"\#(Self.arn):\#(qualifier)","RequestedProvisionedConcurrentExecutions":10,"AvailableProvisionedConcurrentExecutions":4,"AllocatedProvisionedConcurrentExecutions":5,"Status":"\#(status)","StatusReason":"FUNCTION_ERROR_INIT_FAILURE","LastModified":"2026-11-20T21:08:20+0000"}"#
        }
        let http = ScriptedHTTP([
            .reply(.json(#"{"ProvisionedConcurrencyConfigs":[\#(item("prod", "IN_PROGRESS"))],"NextMarker":"m"}"#)),
            .reply(.json(#"{"ProvisionedConcurrencyConfigs":[\#(item("7", "FAILED"))]}"#)),
        ])
        let all = try await LambdaReader(session: .scripted(http)).provisioned(of: "checkout")
        let reason: DisplayText = "FUNCTION_ERROR_INIT_FAILURE"
        #expect(
            all == [
                "prod": ProvisionedConcurrency(requested: 10, allocated: 5, status: .inProgress, reason: reason),
                "7": ProvisionedConcurrency(requested: 10, allocated: 5, status: .failed, reason: reason),
            ])
        #expect(http.sent[0].url.hasSuffix(Self.provisionedPath + "?List=ALL&MaxItems=50"))
    }

    @Test func noneIsNilAndAMissingFunctionIsNot() async throws {
        let http = ScriptedHTTP([
            .reply(.error(404, "ProvisionedConcurrencyConfigNotFoundException")),
            .reply(.error(404, "ResourceNotFoundException")), .reply(.error(403, "AccessDeniedException")),
            .reply(
                .json(
                    #"{"RequestedProvisionedConcurrentExecutions":3,"Status":"READY","AllocatedProvisionedConcurrentExecutions":3}"#
                )),
        ])
        let reader = LambdaReader(session: try .scripted(http))
        #expect(try await reader.provisioned(of: "checkout", qualifier: "prod") == nil)
        for kind: CallFailure.Kind in [.notFound, .denied] {
            let error = await failure { () async throws(CallFailure) in
                try await reader.provisioned(of: "checkout", qualifier: "prod")
            }
            #expect(error?.kind == kind)
        }
        #expect(
            try await reader.provisioned(of: "checkout", qualifier: "prod")
                == ProvisionedConcurrency(requested: 3, allocated: 3, status: .ready))
    }

    @Test func provisionedConcurrencyIsWrittenOnceAndOnTheOperatorsLane() async throws {
        let good =
            #"{"RequestedProvisionedConcurrentExecutions":8,"AllocatedProvisionedConcurrentExecutions":0,"Status":"IN_PROGRESS"}"#
        let http = ScriptedHTTP([
            .reply(.json(good, status: 202)), .reply(.bytes([], status: 204)),
            .reply(.error(404, "ProvisionedConcurrencyConfigNotFoundException")),
            .reply(.error(404, "ResourceNotFoundException")),
            .reply(.error(503, "ServiceException")), .reply(.json(good.replacing("8", with: "9"), status: 202)),
        ])
        let writer = ProvisionedWriter(session: try .scripted(http))
        #expect(try await writer.put(8, on: "checkout", qualifier: "prod") == "req-1")
        #expect(String(decoding: http.sent[0].body, as: UTF8.self) == #"{"ProvisionedConcurrentExecutions":8}"#)
        #expect(ScriptedService.name(http.sent[0]) == "PUT " + Self.provisionedPath + "?Qualifier=prod")
        #expect(try await writer.delete(on: "checkout", qualifier: "prod") == "req-1")
        #expect(ScriptedService.name(http.sent[1]) == "DELETE " + Self.provisionedPath + "?Qualifier=prod")
        #expect(try await writer.delete(on: "checkout", qualifier: "prod") == "req-1")
        let absent = await failure { () async throws(CallFailure) in try await writer.delete(on: "checkout", qualifier: "prod") }
        #expect(absent?.kind == .notFound)
        for kind: CallFailure.Kind in [.server, .malformed] {
            let error = await failure { () async throws(CallFailure) in try await writer.put(8, on: "checkout", qualifier: "prod")
            }
            #expect(error?.kind == kind)
        }
        #expect(http.sent.count == 6)
        for (count, qualifier) in [(0, "prod"), (-1, "prod"), (Int.max, "prod"), (1, ""), (1, "$LATEST")] {
            let error = await failure { () async throws(CallFailure) in
                try await writer.put(count, on: "checkout", qualifier: qualifier)
            }
            #expect(error?.kind == .invalid)
        }
        #expect(http.sent.count == 6)
    }

    private static let function =
        #"{"Configuration":{"FunctionName":"checkout","FunctionArn":"\#(arn):prod","Version":"7","RevisionId":"rev-9","State":"Inactive","StateReason":"idle","StateReasonCode":"Idle","LastUpdateStatus":"Failed","LastUpdateStatusReasonCode":"ImageDeleted","PackageType":"Image","Environment":{"Variables":{"KEY":"hunter2"}}},"Code":{"RepositoryType":"S3","Location":"https://bucket.example/x?X-Amz-Signature=hunter3"},"Tags":{"a":"b"}}"#

    @Test func aProbeTellsPointerAndRevisionAndKeepsNoSecret() async throws {
        let http = ScriptedHTTP(otherwise: { _ in .json(Self.function) })
        let reader = LambdaReader(session: try .scripted(http))
        #expect(try await reader.fingerprint(target) == AliasFingerprint(version: "7", revision: "rev-9"))
        #expect(ScriptedService.name(http.sent[0]) == "GET /2015-03-31/functions/checkout?Qualifier=prod")
        let version = try await reader.version("7", of: "checkout")
        #expect(version.state == "Inactive" && version.reasonCode == "Idle" && version.packageType == "Image")
        #expect(version.stateReason == "idle" && version.environmentNames == ["KEY"])
        #expect(!"\(version)".contains("hunter"))
        let other = await failure { () async throws(CallFailure) in try await reader.version("6", of: "checkout") }
        #expect(other?.kind == .malformed)
        #expect(other?.description.contains("hunter") == false)
    }

    @Test func aListedVersionHasNoStateAndNobodyMakesOneUp() async throws {
        let http = ScriptedHTTP([
            .reply(
                .json(
                    #"{"Versions":[{"Version":"7","LastUpdateStatusReason":"why","LastUpdateStatusReasonCode":"EniLimitExceeded"}]}"#
                ))
        ])
        let version = try #require(try await LambdaReader(session: .scripted(http)).versions(of: "checkout").first)
        #expect(version.state.isEmpty && version.lastUpdateStatus.isEmpty && version.packageType.isEmpty)
        #expect(version.reasonCode == "EniLimitExceeded" && version.stateReason == "why")
    }

    private func wiringService() -> ScriptedService {
        let sources = "GET /2015-03-31/event-source-mappings?FunctionName="
        let queue =
            #"{"UUID":"u-1","EventSourceArn":"arn:aws:sqs:eu-west-1:123456789012:orders","FunctionArn":"\#(Self.arn):7","State":"Enabled"}"#
        let kafka =
            #"{"UUID":"u-2","FunctionArn":"\#(Self.arn)","State":"Disabled","Topics":["orders"],"SelfManagedEventSource":{"Endpoints":{"KAFKA_BOOTSTRAP_SERVERS":["b1:9092","b2:9092"]}}}"#
        let policy =
            #"{"Version":"2012-10-17","Statement":[{"Sid":"api","Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"x"},{"Sid":"many","Effect":"Allow","Principal":{"AWS":["arn:aws:iam::1:root","arn:aws:iam::2:root"]}},{"Sid":"no","Effect":"Deny","Principal":"*"}]}"#
        let open = #"{"Statement":{"Effect":"Allow","Principal":"*"}}"#
        func document(_ text: String) -> String { JSONValue.object(["Policy": .string(text), "RevisionId": "r"]).canonical }
        let policies = "GET /2015-03-31/functions/checkout/policy"
        let service = ScriptedService(json: [
            sources + "checkout&MaxItems=100": #"{"EventSourceMappings":[\#(kafka)],"NextMarker":"m"}"#,
            sources + "checkout&Marker=m&MaxItems=100": #"{"EventSourceMappings":[\#(queue)]}"#,
            sources + "checkout%3Aprod&MaxItems=100": #"{"EventSourceMappings":[]}"#,
            sources + "checkout%3A7&MaxItems=100": #"{"EventSourceMappings":[\#(queue)]}"#,
            policies: document(policy), policies + "?Qualifier=7": document(open),
            "GET /2021-10-31/functions/checkout/urls?MaxItems=50":
                #"{"FunctionUrlConfigs":[{"FunctionUrl":"https://a.lambda-url.eu-west-1.on.aws/","FunctionArn":"\#(Self.arn):prod","AuthType":"NONE"}]}"#,
            "GET /2019-09-30/functions/checkout/concurrency": #"{"ReservedConcurrentExecutions":20}"#,
        ])
        service.set(policies + "?Qualifier=prod", .error(404, "ResourceNotFoundException"))
        return service
    }

    @Test func wiringIsReadPerQualifier() async throws {
        let service = wiringService()
        let http = service.http
        let wiring = try await LambdaReader(session: .scripted(http)).wiring(of: "checkout", qualifiers: ["7", "prod", "7"])
        #expect(wiring.unread == [])
        #expect(wiring.eventSources.map(\.id) == ["u-2", "u-1"])
        #expect(wiring.eventSources.map(\.qualifier) == [nil, "7"])
        #expect(wiring.eventSources[0].source.text == "b1:9092 b2:9092 orders" && wiring.eventSources[0].state == "Disabled")
        #expect(
            wiring.permissions.map { "\($0.statement) \($0.principal) \($0.qualifier ?? "-")" } == [
                "api apigateway.amazonaws.com -", "many arn:aws:iam::1:root -", "many arn:aws:iam::2:root -", " * 7",
            ])
        #expect(wiring.urls == [.init(url: "https://a.lambda-url.eu-west-1.on.aws/", qualifier: "prod")])
        #expect(wiring.reservedConcurrency == 20)
        #expect(http.sent.count == 9)
    }

    @Test func aPartThatCannotBeReadIsNamedAndTheRestIsGiven() async throws {
        let service = wiringService()
        service.set("GET /2021-10-31/functions/checkout/urls?MaxItems=50", .error(403, "AccessDeniedException"))
        service.set("GET /2015-03-31/functions/checkout/policy", #"{"Policy":"no policy"}"#)
        let reader = LambdaReader(session: try .scripted(service.http))
        let wiring = try await reader.wiring(of: "checkout", qualifiers: ["7", "prod"])
        #expect(wiring.unread.map(\.operation).sorted() == ["GetPolicy", "ListFunctionUrlConfigs"])
        #expect(wiring.eventSources.count == 2 && wiring.reservedConcurrency == 20)

        let nothing = ScriptedService()
        let none = LambdaReader(session: try .scripted(nothing.http))
        let error = await failure { () async throws(CallFailure) in try await none.wiring(of: "checkout", qualifiers: []) }
        #expect(error?.kind == .invalid)
        // A function that is not there has no policy either, and that must not read as "no wiring".
        let gone = ScriptedHTTP(otherwise: { _ in .error(404, "ResourceNotFoundException") })
        let absent = LambdaReader(session: try .scripted(gone))
        let missing = await failure { () async throws(CallFailure) in try await absent.wiring(of: "checkout", qualifiers: []) }
        #expect(missing?.kind == .notFound)
    }

    @Test func limitsAndDurableExecutions() async throws {
        let durable = "GET /2025-12-01/functions/checkout/durable-executions?Qualifier=7&Statuses=RUNNING"
        func item(_ name: String, _ status: String) -> String {
            #"{"DurableExecutionArn":"\#(Self.arn):7/durable-execution/\#(name)/x","DurableExecutionName":"\#(name)","FunctionArn":"\#(Self.arn):7","Status":"\#(status)","StartTimestamp":1.7952124E9}"#
        }
        let service = ScriptedService(json: [
            "GET /2016-08-19/account-settings":
                #"{"AccountLimit":{"TotalCodeSize":1,"ConcurrentExecutions":1000,"UnreservedConcurrentExecutions":900},"AccountUsage":{"FunctionCount":3}}"#,
            durable + "&MaxItems=100":
                #"{"DurableExecutions":[\#(item("a", "RUNNING")),\#(item("b", "STOPPED"))],"NextMarker":"m"}"#,
            durable + "&Marker=m&MaxItems=100": #"{"DurableExecutions":[\#(item("c", "RUNNING"))]}"#,
        ])
        let reader = LambdaReader(session: try .scripted(service.http))
        #expect(
            try await reader.limits() == AccountLimits(concurrentExecutions: 1000, unreservedConcurrentExecutions: 900))
        let running = try await reader.durableExecutions(of: "checkout", version: "7")
        #expect(running.map(\.name.text) == ["a", "c"])
        #expect(running[0].startedAt == Timestamp(seconds: 1_795_212_400))
    }
}
