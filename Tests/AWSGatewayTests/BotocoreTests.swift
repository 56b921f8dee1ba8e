import AWSSigning
import Foundation
import HTTPTransport
import IncidentEngine
import IncidentModel
import Testing

@testable import AWSGateway

/// Requests, host names and precedence compared with botocore itself.
@Suite struct BotocoreTests {
    func shape(_ service: String, _ call: ServiceCall, _ params: JSONValue) -> JSONValue {
        [
            "service": .string(service), "operation": .string(call.operation), "params": params,
            "method": .string(call.method.rawValue), "path": .string(call.path),
            "query": .array(call.query.map { [.string($0.name), .string($0.value)] }), "contentType": JSONValue(call.contentType),
            "target": JSONValue(call.target), "body": .string(String(decoding: call.body, as: UTF8.self)),
        ]
    }

    @Test func requestsAreTheOnesBotocoreMakes() async throws {
        let names = ["checkout", "arn:aws:lambda:eu-west-1:123456789012:function:checkout", "123456789012:function:a_b-c"]
        var cases: [JSONValue] = []
        for name in names {
            let function = JSONValue.string(name)
            for marker in [nil, "a/b=+ &%~", "é\u{1F600}"] as [String?] {
                var page: [String: JSONValue] = ["MaxItems": 50]
                if let marker { page["Marker"] = .string(marker) }
                let one = page.merging(["FunctionName": function]) { $1 }
                cases.append(shape("lambda", LambdaCalls.listFunctions(marker: marker), .object(page)))
                cases.append(shape("lambda", LambdaCalls.listAliases(of: name, marker: marker), .object(one)))
                cases.append(shape("lambda", LambdaCalls.listVersions(of: name, marker: marker), .object(one)))
            }
            for qualifier in ["prod", "$LATEST", "7"] {
                cases.append(
                    shape(
                        "lambda", LambdaCalls.getFunction(name, qualifier: qualifier),
                        ["FunctionName": function, "Qualifier": .string(qualifier)]))
            }
            let target = Target(function: name, alias: "prod-1_x")
            cases.append(shape("lambda", LambdaCalls.getAlias(target), ["FunctionName": function, "Name": "prod-1_x"]))
            for weights: [VersionID: Double] in [[:], ["7": 0.2], ["7": 0.05], ["7": 1.0 / 3]] {
                let wire = Dictionary(uniqueKeysWithValues: weights.map { ($0.key.name, JSONValue.number($0.value)) })
                cases.append(
                    shape(
                        "lambda",
                        LambdaCalls.updateAlias(target, to: Routing(pointer: "6", weights: weights), expecting: "rev-1"),
                        [
                            "FunctionName": function, "Name": "prod-1_x", "FunctionVersion": "6", "RevisionId": "rev-1",
                            "RoutingConfig": ["AdditionalVersionWeights": .object(wire)],
                        ]))
            }
        }
        let start = Timestamp(seconds: 1_795_212_000)
        let end = Timestamp(seconds: 1_795_212_600)
        for token in [nil, "t/+="] as [String?] {
            let next: [String: JSONValue] = token.map { ["NextToken": .string($0)] } ?? [:]
            let types: JSONValue = ["MetricAlarm", "CompositeAlarm", "LogAlarm"]
            cases.append(
                shape(
                    "cloudwatch", CloudWatchCall.describeAlarms(token: token),
                    .object(next.merging(["AlarmTypes": types, "MaxRecords": 100]) { $1 })))
            cases.append(
                shape(
                    "cloudwatch", CloudWatchCall.describeAlarmHistory(since: start, token: token),
                    .object(
                        next.merging([
                            "AlarmTypes": types, "MaxRecords": 100, "HistoryItemType": "StateUpdate",
                            "StartDate": "2026-11-20T22:00:00Z", "ScanBy": "TimestampAscending",
                        ]) { $1 })))
            let request = MetricRequest(target: Target(function: "checkout", alias: "prod"), versions: ["6", "7"])
            let queries =
                MetricQuery.all(of: request) + [MetricQuery(target: request.target, measure: .concurrency, functionWide: true)]
            #expect(queries.count == 12)
            cases.append(
                shape(
                    "cloudwatch", CloudWatchCall.getMetricData(queries, from: start, to: end, token: token),
                    .object(
                        next.merging([
                            "MetricDataQueries": .array(queries.enumerated().map { $1.wire(id: "m\($0)") }),
                            "StartTime": "2026-11-20T22:00:00Z", "EndTime": "2026-11-20T22:10:00Z",
                            "ScanBy": "TimestampAscending",
                        ]) { $1 })))
        }
        cases.append(shape("sts", STSCall.make("GetCallerIdentity"), [:]))
        let role = RoleRequest(arn: "arn:aws:iam::123456789012:role/a b+c", externalID: "e/&=é", durationSeconds: 900)
        cases.append(
            shape(
                "sts", STSCall.make("AssumeRole", AssumeRole.parameters(role, sessionName: "flipback-1")),
                [
                    "RoleArn": .string(role.arn), "RoleSessionName": "flipback-1", "DurationSeconds": 900, "ExternalId": "e/&=é",
                ]))
        cases += codeDeploy() + names.flatMap { lambdaParts($0) } + furtherReads()
        let output = try await PythonOracle.run("gateway_shapes.py", input: JSONValue.array(cases).canonical)
        let differences = try JSONDecoder().decode([String].self, from: output)
        #expect(cases.count > 50)
        #expect(differences == [])
    }

    @Test func hostNamesAreTheOnesOfTheRuleSets() async throws {
        struct Row: Decodable {
            var service: String
            var region: String
            var fips: Bool
            var dual: Bool
            var url: String
            init(from decoder: any Decoder) throws {
                var box = try decoder.unkeyedContainer()
                service = try box.decode(String.self)
                region = try box.decode(String.self)
                fips = try box.decode(Bool.self)
                dual = try box.decode(Bool.self)
                url = try box.decode(String.self)
            }
        }
        let rows = try await JSONDecoder().decode([Row].self, from: PythonOracle.run("gateway_settings.py", ["hosts"]))
        #expect(rows.count > 400)
        for row in rows {
            let service = try #require(AWSService(rawValue: row.service))
            #expect(Endpoint(service: service, region: row.region, fips: row.fips, dualStack: row.dual).url == row.url)
        }
    }

    private struct Case {
        var environment: [String: String]
        var config: String
        var credentials: String
        var profile: String?
    }
    private struct Answer: Decodable {
        var credentials: String
        var lambda: String?
        var sts: String?
        var error: String?
    }

    private func ask(_ cases: [Case], endpoints: Bool) async throws -> [Answer] {
        let input = JSONValue.array(
            cases.map { one in
                [
                    "environment": .object(one.environment.mapValues { .string($0) }), "config": .string(one.config),
                    "credentials": .string(one.credentials), "profile": JSONValue(one.profile), "endpoints": .bool(endpoints),
                ]
            })
        return try await JSONDecoder().decode(
            [Answer].self, from: PythonOracle.run("gateway_settings.py", input: input.canonical))
    }

    /// Every combination of nine places credentials can be named in.
    @Test func theSameProviderWins() async throws {
        var cases: [Case] = []
        for bits in 0..<512 {
            func has(_ bit: Int) -> Bool { bits & (1 << bit) != 0 }
            func keys(_ name: String) -> String { "aws_access_key_id = \(name)\naws_secret_access_key = s\n" }
            var one = Case(environment: ["AWS_DEFAULT_REGION": "eu-west-1"], config: "", credentials: "", profile: nil)
            if has(0) { one.environment.merge(["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s"]) { $1 } }
            if has(1) { one.profile = "team" }
            if has(2) { one.environment["AWS_PROFILE"] = "team" }
            one.config = "[default]\nregion = eu-west-1\n"
            if has(3) { one.config += keys("CONFIG_DEFAULT") }
            one.config += "[profile team]\nregion = eu-west-1\n"
            if has(4) { one.config += keys("CONFIG_TEAM") }
            if has(5) { one.config += "role_arn = arn:aws:iam::123456789012:role/r\nsource_profile = default\n" }
            if has(6) {
                one.config +=
                    "credential_process = /bin/echo '{\"Version\": 1, \"AccessKeyId\": \"PROCESS\", \"SecretAccessKey\": \"s\"}'\n"
            }
            if has(7) { one.credentials += "[default]\n" + keys("SHARED_DEFAULT") }
            if has(8) { one.credentials += "[team]\n" + keys("SHARED_TEAM") }
            cases.append(one)
        }
        let answers = try await ask(cases, endpoints: false)
        for (one, answer) in zip(cases, answers) {
            let ours: String
            do {
                ours = Self.botocoreName(
                    try CredentialRulesTests.choose(
                        environment: one.environment.merging(["AWS_EC2_METADATA_DISABLED": "true"]) { $1 }, config: one.config,
                        credentials: one.credentials, profile: one.profile))
            } catch {
                ours = "none"
            }
            // An empty source of a role is an error there and nothing elsewhere; here both are an error with words.
            let theirs = answer.credentials == "error" ? "none" : answer.credentials
            #expect(ours == theirs, "\(one) \(answer.error ?? "")")
        }
    }

    private static func botocoreName(_ source: CredentialSource) -> String {
        switch source {
        case .role: return "assume-role"
        case .webIdentity: return "assume-role-with-web-identity"
        case .sso: return "sso"
        case .container: return "container-role"
        case .metadata: return "iam-role"
        case .process: return "custom-process PROCESS"
        case .keys(let credentials):
            let key = credentials.keys.reveal().accessKeyID
            if credentials.provider == "environment" { return "env \(key)" }
            return credentials.provider.hasSuffix("(config file)") ? "config-file \(key)" : "shared-credentials-file \(key)"
        }
    }

    @Test func theSameEndpointWins() async throws {
        var cases: [Case] = []
        for bits in 0..<64 {
            func has(_ bit: Int) -> Bool { bits & (1 << bit) != 0 }
            var one = Case(environment: ["AWS_DEFAULT_REGION": "eu-west-1"], config: "[default]\n", credentials: "", profile: nil)
            if has(0) { one.environment["AWS_ENDPOINT_URL_LAMBDA"] = "https://one.example/p" }
            if has(1) { one.environment["AWS_ENDPOINT_URL"] = "https://two.example:8443" }
            if has(2) { one.config += "services = mine\n" }
            if has(3) { one.config += "endpoint_url = https://four.example\n" }
            if has(4) { one.environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true" }
            if has(5) { one.environment["AWS_USE_FIPS_ENDPOINT"] = "true" }
            one.config += "[services mine]\nlambda =\n  endpoint_url = https://three.example\n  other = 1\n"
            cases.append(one)
        }
        let answers = try await ask(cases, endpoints: true)
        for (one, answer) in zip(cases, answers) {
            let settings = try AWSSettings.resolve(
                environment: one.environment.merging(["HOME": "/h"]) { $1 },
                readFile: { $0 == "/h/.aws/config" ? Array(one.config.utf8) : nil })
            #expect(settings.endpoint(.lambda).url == answer.lambda, "\(one) \(answer.error ?? "")")
            #expect(settings.endpoint(.sts).url == answer.sts, "\(one)")
        }
    }
}
