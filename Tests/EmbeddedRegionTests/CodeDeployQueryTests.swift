import Testing

@testable import EmbeddedRegion

@Suite struct CodeDeployQueryTests {
    private func deployments(_ reply: WireValue) -> [String] { reply["deployments"]?.list?.compactMap(\.string) ?? [] }

    @Test func deploymentsAreListedNewestFirstInPages() throws {
        var bench = CodeDeployBench(config: DeploymentConfig.allAtOnceName)
        for round in 0..<120 {
            _ = try bench.create(CodeDeployBench.spec(from: round.isMultiple(of: 2) ? 6 : 7, to: round.isMultiple(of: 2) ? 7 : 6))
            bench.advance(seconds: 10)
        }
        let first = try bench.call(.listDeployments, [])
        #expect(deployments(first).count == 100)
        let rest = try bench.call(.listDeployments, [("nextToken", first["nextToken"])])
        #expect(deployments(rest).count == 20)
        #expect(rest["nextToken"] == nil)
        #expect(deployments(first) + deployments(rest) == bench.world.codeDeploy.order.reversed())
        #expect(Set(bench.world.codeDeploy.order).count == 120)
        for token in ["x", "n", "n-1", "n99999", "n0"] {
            let failure = #expect(throws: ServiceFailure.self) {
                try bench.call(.listDeployments, [("nextToken", .string(token))])
            }
            #expect(failure?.code == "InvalidNextTokenException")
        }
    }

    @Test func deploymentsAreFoundByStatusAndTime() throws {
        var bench = CodeDeployBench(config: DeploymentConfig.allAtOnceName)
        let first = try bench.create()
        bench.advance(seconds: 100)
        let second = try bench.create()
        bench.advance(seconds: 100)
        func list(_ members: [(String, WireValue?)]) throws -> [String] { deployments(try bench.call(.listDeployments, members)) }
        #expect(try list([("includeOnlyStatuses", .strings(["Succeeded"]))]) == [first])
        #expect(try list([("includeOnlyStatuses", .strings(["Failed", "Created"]))]) == [second])
        let after = WireValue.object([("start", .double(Double(Sample.start + 50_000) / 1_000))])
        #expect(try list([("createTimeRange", after)]) == [second])
        let before = WireValue.object([("end", .double(Double(Sample.start + 50_000) / 1_000))])
        #expect(try list([("createTimeRange", before)]) == [first])
    }

    @Test func getDeploymentNeverReturnsTheAppSpecButGetApplicationRevisionDoes() throws {
        var bench = CodeDeployBench()
        let id = try bench.create()
        let info = try bench.call(.getDeployment, [("deploymentId", .string(id))])["deploymentInfo"]
        let place = info?["revision"]?["appSpecContent"]
        #expect(place?["content"] == nil)
        let hash = try #require(place?["sha256"])
        let reply = try bench.call(
            .getApplicationRevision,
            [
                ("applicationName", .string("shop")),
                (
                    "revision",
                    .object([("revisionType", .string("AppSpecContent")), ("appSpecContent", .object([("sha256", hash)]))])
                ),
            ])
        #expect(reply["revision"]?["appSpecContent"]?["content"]?.string == CodeDeployBench.spec())
        #expect(reply["revisionInfo"]?["deploymentGroups"]?.list == [.string("prod")])
    }

    @Test func theTargetTellsTheWeightInPerCent() throws {
        var bench = CodeDeployBench()
        let id = try bench.create()
        let early = #expect(throws: ServiceFailure.self) {
            try bench.call(.listDeploymentTargets, [("deploymentId", .string(id))])
        }
        #expect(early?.code == "DeploymentNotStartedException")
        bench.advance(seconds: 70)
        let ids = try bench.call(.listDeploymentTargets, [("deploymentId", .string(id))])["targetIds"]
        let reply = try bench.call(.batchGetDeploymentTargets, [("deploymentId", .string(id)), ("targetIds", ids)])
        let target = try #require(reply["deploymentTargets"]?.list?.first?["lambdaTarget"])
        #expect(target["lambdaFunctionInfo"]?["targetVersionWeight"] == .double(20))
        #expect(target["lambdaFunctionInfo"]?["functionAlias"]?.string == "prod")
        #expect(target["status"]?.string == "InProgress")
    }

    @Test(arguments: [
        "version: 0.0\nResources:\n  - f:\n      Type: AWS::Lambda::Function\n      Properties:\n        Name: f\n        Alias: a\n"
            + "        CurrentVersion: 1\n        TargetVersion: \"2\"\nHooks:\n  - BeforeAllowTraffic: b\n  - AfterAllowTraffic: c\n",
        #"{"version":0.0,"Resources":[{"f":{"Type":"AWS::Lambda::Function","Properties":{"Name":"f","Alias":"a","CurrentVersion":"1","#
            + #""TargetVersion":2}}}],"Hooks":[{"BeforeAllowTraffic":"b"},{"AfterAllowTraffic":"c"}]}"#,
    ])
    func appSpecsAreYAMLOrJSON(content: String) throws {
        let spec = try AppSpec(content)
        #expect(spec == AppSpec(function: "f", alias: "a", currentVersion: "1", targetVersion: "2", before: "b", after: "c"))
        #expect(try AppSpec(spec.content) == spec)
    }

    @Test(arguments: [
        "", "null", "[]", "version: 0.0", "{", "version: 1\nResources: []", "version: 0.0\nResources: []",
        "version: 0.0\nResources: [{f: {Type: AWS::ECS::Service}}]",
        "version: 0.0\nResources: [{f: {Type: AWS::Lambda::Function, Properties: {Name: f, Alias: a, CurrentVersion: 1}}}]",
        "version: 0.0\nResources: [{f: {Type: AWS::Lambda::Function, Properties: {Colour: red}}}]",
        "version: 0.0\nos: linux", String(repeating: "[", count: 30_000), String(repeating: "- ", count: 15_000),
        String(repeating: "? ", count: 15_000), String(repeating: "a:\n", count: 40_000),
    ])
    func brokenAppSpecsAreRefused(content: String) throws {
        #expect(throws: AppSpec.Invalid.self) { try AppSpec(content) }
        var bench = CodeDeployBench()
        let failure = #expect(throws: ServiceFailure.self) {
            try bench.call(
                .createDeployment,
                [
                    ("applicationName", .string("shop")), ("deploymentGroupName", .string("prod")),
                    ("revision", CodeDeployBench.revision(content)),
                ])
        }
        #expect(failure?.code == "InvalidRevisionException")
        #expect(bench.world.codeDeploy.order.isEmpty)
    }

    @Test(arguments: CodeDeployOperation.allCases)
    func everyOperationSurvivesMembersOfEveryWrongType(operation: CodeDeployOperation) {
        var names = [
            "applicationName", "deploymentGroupName", "deploymentGroupNames", "deploymentId", "deploymentIds", "targetId",
            "targetIds", "deploymentConfigName", "revision", "nextToken", "createTimeRange", "includeOnlyStatuses",
            "targetFilters",
            "alarmConfiguration", "autoRollbackConfiguration", "trafficRoutingConfig", "computePlatform", "serviceRoleArn",
            "currentDeploymentGroupName", "status", "lifecycleEventHookExecutionId", "autoRollbackEnabled",
        ]
        names.sort()
        let values: [WireValue] = [
            .null, .bool(true), .int(.max), .int(.min), .double(.nan), .double(1e300), .string(""), .string("shop"),
            .string(String(repeating: "é", count: 2_000)), .list([.int(1)]), .list([]), .map([]),
            .object([("start", .double(1e300)), ("enabled", .string("yes")), ("type", .int(3)), ("revisionType", .bool(false))]),
        ]
        for value in values {
            var bench = CodeDeployBench()
            for name in names {
                _ = try? bench.call(operation, [(name, value)])
                _ = try? bench.call(
                    operation,
                    [
                        ("applicationName", .string("shop")), ("deploymentGroupName", .string("prod")),
                        ("currentDeploymentGroupName", .string("prod")), ("deploymentConfigName", .string("Mine")),
                        ("computePlatform", .string("Lambda")), (name, value),
                    ].reversed())
            }
        }
    }

    @Test func whatIsNotModelledIsRefusedNotDropped() throws {
        var bench = CodeDeployBench()
        let failure = #expect(throws: ServiceFailure.self) {
            try bench.create(CodeDeployBench.spec(), [("updateOutdatedInstancesOnly", .bool(true))])
        }
        #expect(failure?.code == "InvalidInputException")
        #expect(failure?.message.contains("updateOutdatedInstancesOnly") == true)
    }

    @Test func aBurstOfTenAndThenFiveASecond() {
        var bucket = TokenBucket(rate: 5, burst: 10)
        #expect((0..<20).filter { _ in bucket.take(at: 0) }.count == 10)
        #expect((0..<20).filter { _ in bucket.take(at: 1) }.count == 5)
        #expect((0..<20).filter { _ in bucket.take(at: 100) }.count == 10)
        #expect(Quotas.Lane.codeDeploy.rate == 5)
        #expect(Quotas.Lane.codeDeploy.burst == 10)
        #expect(Quotas.Lane.getMetricData.burst == 50)
    }
}
