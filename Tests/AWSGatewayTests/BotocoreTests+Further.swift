import HTTPTransport
import IncidentEngine
import IncidentModel

@testable import AWSGateway

/// Requests of CodeDeploy, CloudTrail, X-Ray, of long sums, and of Lambda's further parts.
extension BotocoreTests {
    func furtherReads() -> [JSONValue] {
        let start = Timestamp(milliseconds: 1_795_212_000_400)
        let end = Timestamp(milliseconds: 1_795_212_599_400)
        let stretch: [String: JSONValue] = ["StartTime": "2026-11-20T22:00:00Z", "EndTime": "2026-11-20T22:10:00Z"]
        var cases: [JSONValue] = []
        for token in [nil, "t/+="] as [String?] {
            func with(_ more: [String: JSONValue]) -> JSONValue {
                .object(stretch.merging(more) { $1 }.merging(token.map { ["NextToken": .string($0)] } ?? [:]) { $1 })
            }
            cases += CloudTrailReader.names.map { name in
                shape(
                    "cloudtrail", CloudTrailCall.lookupEvents(named: name, from: start, to: end, token: token),
                    with([
                        "LookupAttributes": [["AttributeKey": "EventName", "AttributeValue": .string(name)]], "MaxResults": 50,
                    ]))
            }
            cases.append(shape("xray", XRayCall.getServiceGraph(from: start, to: end, token: token), with([:])))
            cases.append(
                shape(
                    "xray", XRayCall.getTraceSummaries(of: "checkout", from: start, to: end, token: token),
                    with(["FilterExpression": #"service("checkout") { fault }"#])))
            let queries = [MetricQuery.asyncEventAge(of: "checkout", id: "m0")]
            cases.append(
                shape(
                    "cloudwatch",
                    CloudWatchCall.getMetricData(
                        queries, from: Timestamp(seconds: 1_795_212_000), to: Timestamp(seconds: 1_795_212_600), token: token),
                    with(["MetricDataQueries": .array(queries), "ScanBy": "TimestampAscending"])))
        }
        return cases
    }

    func lambdaParts(_ name: String) -> [JSONValue] {
        func with(_ more: [String: JSONValue]) -> JSONValue {
            .object(more.merging(["FunctionName": .string(name)]) { $1 })
        }
        var pairs: [(ServiceCall, JSONValue)] = [
            (LambdaCalls.getProvisioned(of: name, qualifier: "prod"), with(["Qualifier": "prod"])),
            (LambdaCalls.deleteProvisioned(on: name, qualifier: "7"), with(["Qualifier": "7"])),
            (
                LambdaCalls.putProvisioned(12, on: name, qualifier: "prod"),
                with(["Qualifier": "prod", "ProvisionedConcurrentExecutions": 12])
            ),
            (LambdaCalls.getPolicy(name, qualifier: nil), with([:])),
            (LambdaCalls.getPolicy(name, qualifier: "prod"), with(["Qualifier": "prod"])),
            (LambdaCalls.getConcurrency(name), with([:])), (LambdaCalls.getAccountSettings(), [:]),
        ]
        for marker in [nil, "a/b=+ &%~"] as [String?] {
            func page(_ items: Int, _ more: [String: JSONValue] = [:]) -> JSONValue {
                var body = more
                body["MaxItems"] = JSONValue(items)
                if let marker { body["Marker"] = .string(marker) }
                return with(body)
            }
            pairs += [
                (LambdaCalls.listProvisioned(of: name, marker: marker), page(50)),
                (LambdaCalls.listEventSourceMappings(name, marker: marker), page(100)),
                (LambdaCalls.listURLs(name, marker: marker), page(50)),
                (
                    LambdaCalls.listDurableExecutions(name, qualifier: "7", marker: marker),
                    page(100, ["Qualifier": "7", "Statuses": ["RUNNING"]])
                ),
            ]
        }
        return pairs.map { shape("lambda", $0, $1) }
    }

    func codeDeploy() -> [JSONValue] {
        let deployment: JSONValue = ["deploymentId": "d-1"]
        let group = GroupKey(application: "shop+=,.@_-", group: "prod")
        let revision: JSONValue = ["revisionType": "String", "string": ["sha256": "5fa1"]]
        var request = DeploymentRequest(
            application: "shop", group: "prod", target: Target(function: "checkout", alias: "prod"), from: "7", to: "6",
            configuration: "CodeDeployDefault.LambdaAllAtOnce", description: "é\u{1F600}", overridesAlarms: true)
        func created(_ more: [String: JSONValue]) -> JSONValue {
            .object(
                more.merging([
                    "applicationName": "shop", "deploymentGroupName": "prod",
                    "revision": [
                        "revisionType": "AppSpecContent", "appSpecContent": ["content": .string(AppSpec.content(of: request))],
                    ],
                ]) { $1 })
        }
        var pairs: [(ServiceCall, JSONValue)] = [
            (CodeDeployCall.batchGetDeployments(["d-1", "d-2"]), ["deploymentIds": ["d-1", "d-2"]]),
            (CodeDeployCall.getDeployment("d-1"), deployment),
            (
                CodeDeployCall.batchGetDeploymentTargets("d-1", ["checkout:prod"]),
                ["deploymentId": "d-1", "targetIds": ["checkout:prod"]]
            ),
            (
                CodeDeployCall.getDeploymentGroup(group),
                ["applicationName": "shop+=,.@_-", "deploymentGroupName": "prod"]
            ),
            (CodeDeployCall.getDeploymentConfig("ours"), ["deploymentConfigName": "ours"]),
            (
                CodeDeployCall.getApplicationRevision("shop", revision),
                ["applicationName": "shop", "revision": revision]
            ),
            (CodeDeployCall.stopDeployment("d-1"), ["deploymentId": "d-1", "autoRollbackEnabled": true]),
            (
                CodeDeployCall.createDeployment(request),
                created([
                    "deploymentConfigName": "CodeDeployDefault.LambdaAllAtOnce", "description": "é\u{1F600}",
                    "overrideAlarmConfiguration": ["enabled": false, "alarms": []],
                ])
            ),
        ]
        request.configuration = nil
        request.description = ""
        request.overridesAlarms = false
        pairs.append((CodeDeployCall.createDeployment(request), created([:])))
        for token in [nil, "t/+="] as [String?] {
            func page(_ more: [String: JSONValue]) -> JSONValue {
                .object(more.merging(token.map { ["nextToken": .string($0)] } ?? [:]) { $1 })
            }
            let start = Timestamp(milliseconds: 1_795_212_000_999)
            pairs += [
                (CodeDeployCall.listApplications(token: token), page([:])),
                (CodeDeployCall.listDeploymentGroups("shop", token: token), page(["applicationName": "shop"])),
                (CodeDeployCall.listDeploymentTargets("d-1", token: token), page(["deploymentId": "d-1"])),
                (
                    CodeDeployCall.listDeployments(CodeDeployReader.runningStatuses, token: token),
                    page(["includeOnlyStatuses": ["Created", "Queued", "InProgress", "Baking", "Ready"]])
                ),
                (
                    CodeDeployCall.listDeployments(createdSince: start, token: token),
                    page(["createTimeRange": ["start": "2026-11-20T22:00:00Z"]])
                ),
            ]
        }
        return pairs.map { shape("codedeploy", $0, $1) }
    }
}
