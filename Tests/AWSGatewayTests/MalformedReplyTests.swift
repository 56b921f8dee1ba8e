import HTTPTransport
import IncidentEngine
import IncidentModel
import Testing

@testable import AWSGateway

/// Every operation against replies that no service should send: each ends in a value or a `CallFailure`, never in a crash.
/// `MalformedReplyProofTests` puts every wrong byte in every place.
@Suite struct MalformedReplyTests {
    struct Operation: Sendable, CustomTestStringConvertible {
        var name: String
        var good: String
        /// What other operations that it needs are answered with.
        var others: [String: String] = [:]
        var call: @Sendable (AWSSession) async throws(CallFailure) -> Void
        var testDescription: String { name }
    }

    private static let target = Target(function: "checkout", alias: "prod")
    private static let aliasBody =
        #"{"AliasArn":"arn","Name":"prod","FunctionVersion":"6","Description":"d","RoutingConfig":{"AdditionalVersionWeights":{"7":0.2}},"RevisionId":"0b3c"}"#
    private static let versionBody =
        #"{"FunctionName":"checkout","Version":"6","LastModified":"2026-11-20T21:08:20.123+0000","CodeSha256":"abc=","Runtime":"python3.12","MemorySize":512,"Timeout":3,"Role":"arn:r","Environment":{"Variables":{"A":"secret"}},"State":"Active","LastUpdateStatus":"Successful"}"#

    static let operations: [Operation] =
        [
            Operation(name: "ListFunctions", good: #"{"Functions":[{"FunctionName":"checkout"}]}"#) {
                session async throws(CallFailure) in
                _ = try await LambdaReader(session: session).functions()
            },
            Operation(name: "GetFunction", good: #"{"Configuration":"# + versionBody + "}") { session async throws(CallFailure) in
                _ = try await LambdaReader(session: session).configuration(of: "checkout", qualifier: "prod")
            },
            Operation(name: "ListVersionsByFunction", good: #"{"Versions":["# + versionBody + "]}") {
                session async throws(CallFailure) in
                _ = try await LambdaReader(session: session).versions(of: "checkout")
            },
            Operation(name: "ListAliases", good: #"{"Aliases":["# + aliasBody + "]}") { session async throws(CallFailure) in
                _ = try await LambdaReader(session: session).aliases(of: "checkout")
            },
            Operation(name: "GetAlias", good: aliasBody) { session async throws(CallFailure) in
                _ = try await LambdaReader(session: session).alias(target)
            },
            Operation(name: "UpdateAlias", good: aliasBody) { session async throws(CallFailure) in
                _ = try await LambdaAliasWriter(session: session).update(target, to: Routing(pointer: "6"), expecting: "r")
            },
            Operation(
                name: "DescribeAlarms",
                good:
                    #"{"MetricAlarms":[{"AlarmName":"a","StateValue":"ALARM","StateReason":"r","StateUpdatedTimestamp":1.7952125E9,"ActionsEnabled":true,"Namespace":"AWS/Lambda","MetricName":"Errors","Dimensions":[{"Name":"FunctionName","Value":"checkout"}],"Threshold":5.0,"Period":60,"EvaluationPeriods":2}],"CompositeAlarms":[{"AlarmName":"c","AlarmRule":"ALARM(a)","StateValue":"OK"}]}"#
            ) { session async throws(CallFailure) in _ = try await CloudWatchReader(session: session).alarms() },
            Operation(
                name: "DescribeAlarmHistory",
                good:
                    #"{"AlarmHistoryItems":[{"AlarmName":"a","Timestamp":1.7952125E9,"HistoryItemType":"StateUpdate","HistoryData":"{\"version\":\"1.0\",\"oldState\":{\"stateValue\":\"OK\"},\"newState\":{\"stateValue\":\"ALARM\",\"stateReason\":\"why\"}}"}]}"#
            ) { session async throws(CallFailure) in _ = try await CloudWatchReader(session: session).alarmHistory(since: .epoch)
            },
            Operation(
                name: "GetMetricData",
                good:
                    #"{"MetricDataResults":[{"Id":"m0","Timestamps":[1795212480,1795212540],"Values":[12,3.5],"StatusCode":"Complete"},{"Id":"m4","Timestamps":[1795212480],"Values":[1],"StatusCode":"Complete"}]}"#
            ) { session async throws(CallFailure) in
                _ = try await CloudWatchReader(session: session).metrics(
                    [MetricRequest(target: target, versions: ["6"])], from: .epoch, to: Timestamp(seconds: 60))
            },
            Operation(
                name: "GetCallerIdentity",
                good:
                    "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>arn:aws:sts::123456789012:assumed-role/oncall/jo</Arn><UserId>U</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
            ) { session async throws(CallFailure) in _ = try await STSReader(session: session).caller() },
        ] + codeDeploy + lambdaParts + furtherReads

    private static let furtherReads: [Operation] = [
        Operation(name: "LookupEvents", good: #"{"Events":["# + CloudTrailTests.event("e-1", CloudTrailTests.record()) + "]}") {
            session async throws(CallFailure) in
            _ = try await CloudTrailReader(session: session).changes(since: .epoch, to: Timestamp(seconds: 2_000_000_000))
        },
        Operation(
            name: "GetServiceGraph", good: #"{"Services":["# + XRayTests.graph[1] + "," + XRayTests.graph[4] + "]}",
            others: ["POST /TraceSummaries": #"{"TraceSummaries":[]}"#]
        ) { session async throws(CallFailure) in
            _ = try await XRayReader(session: session).traces(of: "checkout", from: .epoch, to: Timestamp(seconds: 60))
        },
        Operation(
            name: "GetTraceSummaries", good: #"{"TraceSummaries":["# + XRayTests.trace + "]}",
            others: ["POST /ServiceGraph": #"{"Services":[]}"#]
        ) { session async throws(CallFailure) in
            _ = try await XRayReader(session: session).traces(of: "checkout", from: .epoch, to: Timestamp(seconds: 60))
        },
        Operation(
            name: "GetMetricData",
            good: #"{"MetricDataResults":[{"Id":"m0","Timestamps":[1795212480],"Values":[12],"StatusCode":"Complete"}]}"#
        ) { session async throws(CallFailure) in
            _ = try await CloudWatchReader(session: session).totals([
                TotalsQuestion(target: target, version: "6", from: .epoch, to: Timestamp(seconds: 60))
            ])
        },
    ]

    private static let provisionedBody =
        #"{"FunctionArn":"\#(LambdaPartsTests.arn):prod","RequestedProvisionedConcurrentExecutions":8,"AllocatedProvisionedConcurrentExecutions":0,"Status":"IN_PROGRESS","StatusReason":"r"}"#

    private static let lambdaParts: [Operation] = [
        Operation(
            name: "ListProvisionedConcurrencyConfigs", good: #"{"ProvisionedConcurrencyConfigs":["# + provisionedBody + "]}"
        ) {
            session async throws(CallFailure) in _ = try await LambdaReader(session: session).provisioned(of: "checkout")
        },
        Operation(name: "GetProvisionedConcurrencyConfig", good: provisionedBody) { session async throws(CallFailure) in
            _ = try await LambdaReader(session: session).provisioned(of: "checkout", qualifier: "prod")
        },
        Operation(name: "PutProvisionedConcurrencyConfig", good: provisionedBody) { session async throws(CallFailure) in
            _ = try await ProvisionedWriter(session: session).put(8, on: "checkout", qualifier: "prod")
        },
        Operation(
            name: "GetFunction", good: #"{"Configuration":{"Version":"7","RevisionId":"r-1"},"Code":{"Location":"https://x"}}"#
        ) { session async throws(CallFailure) in _ = try await LambdaReader(session: session).fingerprint(target) },
        Operation(
            name: "GetAccountSettings",
            good: #"{"AccountLimit":{"ConcurrentExecutions":1000,"UnreservedConcurrentExecutions":900}}"#
        ) { session async throws(CallFailure) in _ = try await LambdaReader(session: session).limits() },
        Operation(
            name: "ListDurableExecutionsByFunction",
            good:
                #"{"DurableExecutions":[{"DurableExecutionArn":"arn:x","DurableExecutionName":"a","Status":"RUNNING","StartTimestamp":1.7952124E9}]}"#
        ) { session async throws(CallFailure) in
            _ = try await LambdaReader(session: session).durableExecutions(of: "checkout", version: "7")
        },
    ]

    private static let codeDeployReplies = [
        "ListDeployments": #"{"deployments":["d-1"]}"#,
        "BatchGetDeployments": #"{"deploymentsInfo":["# + CodeDeployTests.info("d-1") + "]}",
        "GetDeployment": #"{"deploymentInfo":"# + CodeDeployTests.info("d-1") + "}",
        "ListDeploymentTargets": #"{"targetIds":["checkout:prod"]}"#, "BatchGetDeploymentTargets": CodeDeployTests.targets,
        "GetDeploymentGroup": CodeDeployTests.group,
    ]

    private static let codeDeploy: [Operation] =
        ["ListDeployments", "BatchGetDeployments", "ListDeploymentTargets", "BatchGetDeploymentTargets"].map { name in
            Operation(name: name, good: codeDeployReplies[name] ?? "", others: codeDeployReplies.filter { $0.key != name }) {
                session async throws(CallFailure) in
                _ = try await CodeDeployReader(session: session).deployments(since: .epoch)
            }
        } + [
            Operation(
                name: "GetDeployment", good: codeDeployReplies["GetDeployment"] ?? "",
                others: codeDeployReplies.filter { $0.key != "GetDeployment" }
            ) { session async throws(CallFailure) in _ = try await CodeDeployReader(session: session).deployment("d-1") },
            Operation(name: "ListApplications", good: #"{"applications":["shop"]}"#) { session async throws(CallFailure) in
                _ = try await CodeDeployReader(session: session).applications()
            },
            Operation(name: "ListDeploymentGroups", good: #"{"applicationName":"shop","deploymentGroups":["prod"]}"#) {
                session async throws(CallFailure) in _ = try await CodeDeployReader(session: session).groups(of: "shop")
            },
            Operation(name: "StopDeployment", good: #"{"status":"Pending","statusMessage":"soon"}"#) {
                session async throws(CallFailure) in _ = try await CodeDeployWriter(session: session).stop("d-1")
            },
            Operation(name: "CreateDeployment", good: #"{"deploymentId":"d-7"}"#) { session async throws(CallFailure) in
                _ = try await CodeDeployWriter(session: session).create(
                    DeploymentRequest(application: "shop", group: "prod", target: target, from: "7", to: "6"))
            },
        ]

    private func run(_ operation: Operation, _ body: [UInt8], status: Int = 200) async throws -> CallFailure? {
        let http = ScriptedHTTP(otherwise: { request in
            operation.others[ScriptedService.name(request)].map { .json($0) } ?? .bytes(body, status: status)
        })
        let session = try AWSSession.scripted(http, maxAttempts: 1)
        return await failure { () async throws(CallFailure) in try await operation.call(session) }
    }

    @Test(arguments: operations) func theGoodReplyIsRead(_ operation: Operation) async throws {
        #expect(try await run(operation, Array(operation.good.utf8)) == nil)
    }

    @Test(arguments: operations) func truncatedAtEveryByte(_ operation: Operation) async throws {
        let good = Array(operation.good.utf8)
        for length in 0..<good.count {
            let error = try await run(operation, Array(good[..<length]))
            #expect(error?.kind == .malformed, "\(operation.name) cut at \(length): \(error?.description ?? "read")")
            #expect(error?.operation == operation.name)
            #expect(error?.requestID == "req-1")
        }
    }

    static let wrongBytes: [UInt8] = [0x00, 0x22, 0xFF, 0x39]

    /// In every place one of the wrong bytes, by turns.
    @Test(arguments: operations) func oneByteReplaced(_ operation: Operation) async throws {
        for index in 0..<operation.good.utf8.count {
            try await replaceByte(index, of: operation, with: Self.wrongBytes[index % Self.wrongBytes.count])
        }
    }

    /// Any outcome but a crash; what fails must fail as malformed.
    func replaceByte(_ index: Int, of operation: Operation, with byte: UInt8) async throws {
        var body = Array(operation.good.utf8)
        body[index] = byte
        if let error = try await run(operation, body) {
            #expect(error.kind == .malformed, "\(operation.name), byte \(index) as \(byte)")
        }
    }

    @Test(arguments: operations) func wrongShapes(_ operation: Operation) async throws {
        let deepArray = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
        let deepObject = String(repeating: #"{"a":"#, count: 10_000) + "1" + String(repeating: "}", count: 10_000)
        let deepXML = String(repeating: "<a>", count: 10_000) + String(repeating: "</a>", count: 10_000)
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]><x>&b;</x>"
        let bodies = [
            "", " ", "null", "[]", "{}", "1", "\"x\"", "true", "NaN", "{\"Functions\":{}}", "<html></html>", "<a>", bomb,
            deepArray,
            deepObject, deepXML, "\u{FEFF}{}", "{\"Configuration\":[]}", "{\"Functions\":[{\"FunctionName\":\"../../x\"}]}",
        ]
        for body in bodies {
            let error = try await run(operation, Array(body.utf8))
            // A history without items is a history.
            if operation.name == "DescribeAlarmHistory", body.hasPrefix("{") || body.hasSuffix("{}"), error == nil { continue }
            #expect(error?.kind == .malformed, "\(operation.name): \(body.prefix(40))")
            let failed = try await run(operation, Array(body.utf8), status: 500)
            #expect(failed?.kind == .server)
        }
        for bytes: [UInt8] in [
            [0xC3, 0x28], [0xFF, 0xFE, 0x7B, 0x00], Array("{\"Name\":\"".utf8) + [0xED, 0xA0, 0x80] + Array("\"}".utf8),
        ] {
            #expect(try await run(operation, bytes) != nil)
        }
    }

    @Test func valuesOutOfReason() async throws {
        func named(_ name: String) throws -> Operation { try #require(Self.operations.first { $0.name == name }) }
        let cases: [(String, String, String)] = [
            ("GetAlias", "0.2", "NaN"), ("GetAlias", "0.2", "1e999"), ("GetAlias", "0.2", "-0.1"), ("GetAlias", "0.2", "1.5"),
            ("GetAlias", "0.2", "\"0.2\""), ("GetAlias", #""7":0.2"#, #""x":0.2"#),
            ("GetAlias", #""7":0.2"#, #""7":0.6,"8":0.6"#),
            ("GetAlias", #""FunctionVersion":"6""#, #""FunctionVersion":6"#),
            ("GetAlias", #""FunctionVersion":"6""#, #""FunctionVersion":"six""#),
            ("GetAlias", #""Name":"prod""#, #""Name":"other""#), ("GetAlias", #""Name":"prod""#, #""Name":"p\u001b[2J""#),
            ("GetAlias", "0b3c", "a b"), ("UpdateAlias", #""Name":"prod""#, #""Name":"other""#),
            ("GetFunction", "512", "99999999999999999999"), ("GetFunction", "512", "-1"), ("GetFunction", "512", "1e400"),
            ("DescribeAlarms", #""ALARM","StateReason""#, #""PANIC","StateReason""#), ("DescribeAlarms", "60,", "1e30,"),
            ("DescribeAlarms", #""AlarmName":"a""#, #""AlarmName":"""#),
            ("DescribeAlarmHistory", "1.7952125E9", "1e300"), ("DescribeAlarmHistory", #"\"ALARM\""#, #"\"PANIC\""#),
            ("GetMetricData", "[1795212480]", "[1e300]"), ("GetMetricData", "[1795212480]", "[]"), ("GetMetricData", "m4", "m99"),
            ("GetMetricData", "m4", "m-1"), ("GetCallerIdentity", "<Account>123456789012", "<Account>12345678901x"),
            ("GetCallerIdentity", "arn:aws:sts", "\u{1B}]0;x"),
        ]
        for (name, old, new) in cases {
            let operation = try named(name)
            #expect(operation.good.contains(old))
            let error = try await run(operation, Array(operation.good.replacing(old, with: new).utf8))
            #expect(error?.kind == .malformed, "\(name): \(old) -> \(new)")
        }
        let partial = try named("GetMetricData")
        for (status, kind) in [("InternalError", CallFailure.Kind.server), ("Forbidden", .denied), ("PartialData", .server)] {
            let error = try await run(partial, Array(partial.good.replacing("Complete", with: status).utf8))
            #expect(error?.kind == kind)
        }
    }

    @Test func duplicateKeysDoNotCrash() async throws {
        for operation in Self.operations where operation.good.hasPrefix("{") {
            let body = operation.good.replacing(#""Name":"#, with: #""Name":"prod","Name":"#)
            _ = try await run(operation, Array(body.utf8))
        }
    }
}
