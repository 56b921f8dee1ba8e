import HTTPTransport
import IncidentEngine
import IncidentModel
import Testing

@testable import AWSGateway

@Suite struct CodeDeployTests {
    static let now = Timestamp(milliseconds: 1_795_212_500_000)
    private let target = Target(function: "checkout", alias: "prod")

    static func info(
        _ id: String, _ status: String = "InProgress", platform: String = "Lambda", created: Int = 1_795_212_300,
        more: String = ""
    ) -> String {
        #"{"applicationName":"shop","deploymentGroupName":"checkout-prod","deploymentConfigName":"CodeDeployDefault.LambdaLinear10PercentEvery1Minute","deploymentId":"\#(id)","revision":{"revisionType":"AppSpecContent","appSpecContent":{"sha256":"5fa1"}},"status":"\#(status)","createTime":\#(created).25,"startTime":1.795212301E9,"creator":"CloudFormation","deploymentStyle":{"deploymentType":"BLUE_GREEN"},"computePlatform":"\#(platform)"\#(more)}"#
    }

    static let targets =
        #"{"deploymentTargets":[{"deploymentTargetType":"LambdaTarget","lambdaTarget":{"deploymentId":"d-1","targetId":"checkout:prod","status":"InProgress","lifecycleEvents":[{"lifecycleEventName":"BeforeAllowTraffic","startTime":1795212301,"endTime":1795212305,"status":"Succeeded"},{"lifecycleEventName":"AllowTraffic","startTime":1795212306,"status":"InProgress"},{"lifecycleEventName":"AfterAllowTraffic","status":"Pending"}],"lambdaFunctionInfo":{"functionName":"checkout","functionAlias":"prod","currentVersion":"6","targetVersion":"7","targetVersionWeight":30.0}}}]}"#
    static let group =
        #"{"deploymentGroupInfo":{"alarmConfiguration":{"enabled":true,"ignorePollAlarmFailure":false,"alarms":[{"name":"checkout-errors"}]},"autoRollbackConfiguration":{"enabled":true,"events":["DEPLOYMENT_FAILURE","DEPLOYMENT_STOP_ON_ALARM","SOMETHING_ELSE"]}}}"#

    private func service(_ infos: [String], running: [String] = ["d-1"]) -> ScriptedService {
        ScriptedService(json: [
            "ListDeployments": #"{"deployments":[\#(running.map { "\"\($0)\"" }.joined(separator: ","))]}"#,
            "BatchGetDeployments": #"{"deploymentsInfo":[\#(infos.joined(separator: ","))]}"#,
            "ListDeploymentTargets": #"{"targetIds":["checkout:prod"]}"#, "BatchGetDeploymentTargets": Self.targets,
            "GetDeploymentGroup": Self.group,
        ])
    }

    private func reader(_ service: ScriptedService, clock: ManualClock = ManualClock()) throws -> CodeDeployReader {
        CodeDeployReader(session: try .scripted(service.http, clock: clock, maxAttempts: 1))
    }

    @Test func aRunningDeploymentIsReadWhole() async throws {
        let service = service([Self.info("d-1")])
        let found = try await reader(service).deployments(since: Self.now - .seconds(3600))
        let one = try #require(found.first)
        #expect(found.count == 1)
        #expect(one.id == "d-1" && one.application == "shop" && one.group == "checkout-prod")
        #expect(one.target == target && one.currentVersion == "6" && one.targetVersion == "7")
        #expect(one.targetShare == 0.3)
        #expect(one.status == .inProgress)
        #expect(one.strategy.shape == .linear(share: 0.1, interval: .seconds(60)))
        #expect(one.createdAt == Timestamp(milliseconds: 1_795_212_300_250))
        #expect(one.hooks.map(\.name.text) == ["BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic"])
        #expect(one.hooks[1].startedAt == Timestamp(seconds: 1_795_212_306))
        #expect(one.alarms == Deployment.AlarmWatch(isEnabled: true, names: ["checkout-errors"]))
        #expect(one.autoRollback == [.failure, .alarm])
        #expect(one.creator.text == "CloudFormation")
    }

    @Test func whatIsKnownIsNotAskedForAgain() async throws {
        let clock = ManualClock()
        let service = service([Self.info("d-1")])
        let reader = try reader(service, clock: clock)
        let since = clock.now - .seconds(3600)
        _ = try await reader.deployments(since: since)
        #expect(
            service.takeCalls() == [
                "BatchGetDeploymentTargets", "BatchGetDeployments", "GetDeploymentGroup", "ListDeploymentTargets",
                "ListDeployments", "ListDeployments",
            ])
        clock.advance(.seconds(10))
        _ = try await reader.deployments(since: since)
        #expect(
            service.takeCalls() == ["BatchGetDeploymentTargets", "BatchGetDeployments", "ListDeployments", "ListDeployments"])
        // The group may have been edited.
        clock.advance(.seconds(300))
        _ = try await reader.deployments(since: since)
        #expect(service.takeCalls().contains("GetDeploymentGroup"))

        // It ends: read once more although nobody lists it, and then never again.
        service.set("ListDeployments", #"{"deployments":[]}"#)
        service.set(
            "BatchGetDeployments",
            #"{"deploymentsInfo":[\#(Self.info("d-1", "Stopped", more: #","completeTime":1795212490,"errorInformation":{"code":"MANUAL_STOP","message":"x"}"#))]}"#
        )
        let ended = try await reader.deployments(since: since)
        #expect(ended.map(\.status) == [.stopped])
        #expect(ended.first?.errorCode == "MANUAL_STOP")
        _ = service.takeCalls()
        for _ in 0..<3 {
            clock.advance(.seconds(10))
            #expect(try await reader.deployments(since: since) == ended)
            #expect(service.takeCalls() == ["ListDeployments", "ListDeployments"])
        }
        #expect(try await reader.deployments(since: Timestamp(seconds: 1_795_212_491)).isEmpty)
    }

    @Test func listsAskForTheWholeAccountAndOnlyForWhatIsNew() async throws {
        let clock = ManualClock()
        let service = ScriptedService(json: ["ListDeployments": #"{"deployments":[]}"#])
        let http = service.http
        let reader = CodeDeployReader(session: try .scripted(http, clock: clock))
        let since = clock.now - .seconds(3600)
        _ = try await reader.deployments(since: since)
        clock.advance(.seconds(60))
        _ = try await reader.deployments(since: since)
        let bodies = http.sent.map { String(decoding: $0.body, as: UTF8.self) }
        let running = #"{"includeOnlyStatuses":["Created","Queued","InProgress","Baking","Ready"]}"#
        #expect(
            bodies == [
                running, #"{"createTimeRange":{"start":1795194500}}"#, running, #"{"createTimeRange":{"start":1795212200}}"#,
            ])
    }

    @Test func otherPlatformsAreSkippedAndRememberedEvenWhenTheyAreOdd() async throws {
        let odd = Self.info("d-2", "Pondering", platform: "ECS")
        let broken = #"{"deploymentId":"d-3","computePlatform":"Server","status":5,"createTime":"x"}"#
        let service = service([odd, broken, Self.info("d-1")], running: ["d-1", "d-2", "d-3"])
        let http = service.http
        let reader = CodeDeployReader(session: try .scripted(http))
        #expect(try await reader.deployments(since: .epoch).map(\.id) == ["d-1"])
        #expect(http.sent.contains { String(decoding: $0.body, as: UTF8.self) == #"{"deploymentIds":["d-1","d-2","d-3"]}"# })
        service.set("BatchGetDeployments", #"{"deploymentsInfo":[\#(Self.info("d-1"))]}"#)
        #expect(try await reader.deployments(since: .epoch).map(\.id) == ["d-1"])
        #expect(http.sent.contains { String(decoding: $0.body, as: UTF8.self) == #"{"deploymentIds":["d-1"]}"# })
    }

    @Test func aStatusThatIsNotKnownIsNamedAndHidesNobody() async throws {
        let service = service([Self.info("d-1"), Self.info("d-2", #"Pondering\u001b"#)], running: ["d-1", "d-2"])
        let reader = try reader(service)
        let search = try await reader.search(since: .epoch)
        #expect(search.deployments.map(\.id) == ["d-1"])
        #expect(search.unread.count == 1)
        #expect(search.unread.first?.kind == .malformed)
        #expect(search.unread.first?.message.text.contains(#"deployment d-2 has the status 'Pondering\x1B'"#) == true)
        // Without the second list a search must not read as "nothing else runs".
        let error = await failure { () async throws(CallFailure) in try await reader.deployments(since: .epoch) }
        #expect(error == search.unread.first)
        service.set("GetDeployment", #"{"deploymentInfo":\#(Self.info("d-2", "Pondering"))}"#)
        let single = await failure { () async throws(CallFailure) in try await reader.deployment("d-2") }
        #expect(single?.kind == .malformed)
    }

    @Test func whatCannotBeSearchedSaysWhy() async throws {
        for (response, kind) in [
            (HTTPResponse.error(400, "AccessDeniedException"), CallFailure.Kind.denied),
            (.error(400, "ThrottlingException"), .throttled), (.error(400, "DeploymentDoesNotExistException"), .notFound),
        ] {
            for operation in ["ListDeployments", "BatchGetDeployments", "ListDeploymentTargets", "BatchGetDeploymentTargets"] {
                let service = service([Self.info("d-1")])
                service.set(operation, response)
                let reader = try reader(service)
                let error = await failure { () async throws(CallFailure) in try await reader.deployments(since: .epoch) }
                #expect(error?.kind == kind)
                #expect(error?.service == "codedeploy" && error?.operation == operation)
            }
        }
        // A failure is not remembered as an answer.
        let service = service([Self.info("d-1")])
        service.set("BatchGetDeploymentTargets", .error(400, "ThrottlingException"))
        let reader = try reader(service)
        _ = await failure { () async throws(CallFailure) in try await reader.deployments(since: .epoch) }
        service.set("BatchGetDeploymentTargets", Self.targets)
        #expect(try await reader.deployments(since: .epoch).count == 1)
    }

    @Test func theGroupIsWorthLessThanTheDeployment() async throws {
        let service = service([Self.info("d-1")])
        service.set("GetDeploymentGroup", .error(400, "AccessDeniedException"))
        let reader = try reader(service)
        let one = try #require(try await reader.deployments(since: .epoch).first)
        #expect(one.alarms == nil && one.autoRollback == nil)
        _ = service.takeCalls()
        _ = try await reader.deployments(since: .epoch)
        #expect(!service.takeCalls().contains("GetDeploymentGroup"))
    }

    @Test func aDeploymentsOwnRulesAreBeforeItsGroups() async throws {
        func read(_ more: String) async throws -> Deployment {
            let reader = try reader(service([Self.info("d-1", more: more)]))
            return try #require(try await reader.deployments(since: .epoch).first)
        }
        let off = try await read(
            #","overrideAlarmConfiguration":{"enabled":false,"alarms":[]},"autoRollbackConfiguration":{"enabled":false,"events":["DEPLOYMENT_FAILURE"]}"#
        )
        #expect(off.alarms == Deployment.AlarmWatch(isEnabled: false, names: []) && off.autoRollback == [])
        // Empty ones say nothing.
        let empty = try await read(#","overrideAlarmConfiguration":{},"autoRollbackConfiguration":{}"#)
        #expect(empty.alarms?.names == ["checkout-errors"] && empty.autoRollback == [.failure, .alarm])
    }

    @Test func aDeploymentThatHasNotStartedIsKnownByItsAppSpec() async throws {
        let service = service([Self.info("d-1", "Created")])
        service.set("ListDeploymentTargets", .error(400, "DeploymentNotStartedException"))
        let spec =
            #"{"version":0,"Resources":[{"f":{"Type":"AWS::Lambda::Function","Properties":{"Name":"arn:aws:lambda:eu-west-1:123456789012:function:checkout","Alias":"prod","CurrentVersion":6,"TargetVersion":"7"}}}],"Hooks":[{"BeforeAllowTraffic":"check"},{"AfterAllowTraffic":"check2"}]}"#
        let content = JSONValue.object([
            "revision": ["revisionType": "AppSpecContent", "appSpecContent": ["content": .string(spec), "sha256": "5fa1"]]
        ])
        service.set("GetApplicationRevision", content.canonical)
        let reader = try reader(service)
        let one = try #require(try await reader.deployments(since: .epoch).first)
        #expect(one.target == target && one.currentVersion == "6" && one.targetVersion == "7" && one.targetShare == nil)
        #expect(one.hooks.map(\.name.text) == ["BeforeAllowTraffic", "AfterAllowTraffic"])
        #expect(one.hooks.allSatisfy { $0.status.text == "Pending" })
        _ = service.takeCalls()
        _ = try await reader.deployments(since: .epoch)
        #expect(!service.takeCalls().contains("GetApplicationRevision"))

        // Where nobody can know what it moves, it is not passed over while it may still move something.
        service.set("GetApplicationRevision", #"{"revision":{"revisionType":"S3"}}"#)
        let other = try self.reader(service)
        let error = await failure { () async throws(CallFailure) in try await other.deployments(since: .epoch) }
        #expect(error?.message.text.contains("d-1 (Created) does not say yet which alias it moves") == true)
        service.set("BatchGetDeployments", #"{"deploymentsInfo":[\#(Self.info("d-1", "Failed"))]}"#)
        #expect(try await other.deployments(since: .epoch).isEmpty)
    }

    @Test func rollbacksAreLinkedBothWays() async throws {
        let service = service([Self.info("d-1", "Stopped", more: #","completeTime":1795212400"#)])
        let reader = try reader(service)
        #expect(try await reader.deployments(since: .epoch).first?.rollbackID == nil)
        service.set("ListDeployments", #"{"deployments":["d-1","d-2"]}"#)
        service.set(
            "BatchGetDeployments",
            #"{"deploymentsInfo":[\#(Self.info("d-2", "InProgress", created: 1_795_212_401, more: #","rollbackInfo":{"rollbackTriggeringDeploymentId":"d-1","rollbackMessage":"m"}"#))]}"#
        )
        let both = try await reader.deployments(since: .epoch)
        #expect(both.map(\.id) == ["d-1", "d-2"])
        #expect(both[0].rollbackID == "d-2" && both[1].rollbackOf == "d-1")
    }

    @Test func whatHasEndedAndMakesNoSenseBlocksNobody() async throws {
        let service = service([Self.info("d-1", "Failed")])
        service.set("BatchGetDeploymentTargets", Self.targets.replacing(#""7""#, with: #""seven""#))
        let reader = try reader(service)
        #expect(try await reader.deployments(since: .epoch).isEmpty)
        #expect(try await reader.search(since: .epoch).unread.map(\.kind) == [.malformed])
        // A service that refuses is another matter, and so is one that still runs.
        service.set("BatchGetDeploymentTargets", .error(400, "AccessDeniedException"))
        let denied = await failure { () async throws(CallFailure) in try await reader.deployments(since: .epoch) }
        #expect(denied?.kind == .denied)
        service.set("ListDeploymentTargets", .error(400, "DeploymentNotStartedException"))
        service.set("GetApplicationRevision", .error(400, "AccessDeniedException"))
        let fresh = try self.reader(service)
        #expect(try await fresh.search(since: .epoch) == DeploymentSearch(deployments: []))
        service.set("BatchGetDeployments", #"{"deploymentsInfo":[\#(Self.info("d-1", "Queued"))]}"#)
        let queued = try self.reader(service)
        let open = await failure { () async throws(CallFailure) in try await queued.deployments(since: .epoch) }
        #expect(open?.kind == .denied && open?.operation == "GetApplicationRevision")
    }

    @Test func aRollbackThatHasNotStartedMovesWhatItTakesBack() async throws {
        let service = service([])
        service.set("GetDeployment", #"{"deploymentInfo":\#(Self.info("d-1", "Stopped"))}"#)
        let reader = try reader(service)
        #expect(try await reader.deployment("d-1").target == target)
        service.set("ListDeploymentTargets", .error(400, "DeploymentNotStartedException"))
        service.set("GetApplicationRevision", #"{"revision":{"revisionType":"String","string":{"content":"version: 0.0\n"}}}"#)
        service.set(
            "GetDeployment",
            #"{"deploymentInfo":\#(Self.info("d-2", "Created", more: #","rollbackInfo":{"rollbackTriggeringDeploymentId":"d-1"}"#))}"#
        )
        let rollback = try await reader.deployment("d-2")
        #expect(rollback.target == target && rollback.rollbackOf == "d-1" && rollback.targetVersion == nil)
    }

    @Test func aSingleDeploymentIsAlwaysReadAgain() async throws {
        let service = service([])
        service.set("GetDeployment", #"{"deploymentInfo":\#(Self.info("d-1"))}"#)
        let reader = try reader(service)
        #expect(try await reader.deployment("d-1").status == .inProgress)
        _ = service.takeCalls()
        service.set(
            "GetDeployment",
            #"{"deploymentInfo":\#(Self.info("d-1", "Stopped", more: #","rollbackInfo":{"rollbackDeploymentId":"d-2"}"#))}"#)
        let stopped = try await reader.deployment("d-1")
        #expect(stopped.status == .stopped && stopped.rollbackID == "d-2")
        #expect(service.takeCalls() == ["BatchGetDeploymentTargets", "GetDeployment"])
        let other = await failure { () async throws(CallFailure) in try await reader.deployment("d-9") }
        #expect(other?.kind == .malformed)
        let none = await failure { () async throws(CallFailure) in try await reader.deployment("d-1\n") }
        #expect(none?.kind == .invalid)
        service.set("GetDeployment", #"{"deploymentInfo":\#(Self.info("d-1", platform: "ECS"))}"#)
        let ecs = await failure { () async throws(CallFailure) in try await reader.deployment("d-1") }
        #expect(ecs?.kind == .malformed)
    }

    @Test func batchesHoldAtMost25() async throws {
        let ids = (0..<60).map { "d-\($0 + 100)" }
        let service = service([], running: ids)
        let http = service.http
        let reader = CodeDeployReader(session: try .scripted(http))
        let search = try await reader.search(since: .epoch)
        // None of them was in the reply, and each is named.
        #expect(search.unread.count == 60)
        let batches = http.sent.filter { ScriptedService.name($0) == "BatchGetDeployments" }.map {
            String(decoding: $0.body, as: UTF8.self).split(separator: "d-").count - 1
        }
        #expect(batches.sorted() == [10, 25, 25])
    }

    @Test func strategies() async throws {
        #expect(DeploymentStrategy.preset("CodeDeployDefault.LambdaAllAtOnce") == .allAtOnce)
        #expect(
            DeploymentStrategy.preset("CodeDeployDefault.LambdaCanary10Percent30Minutes")?.shape
                == .canary(share: 0.1, interval: .seconds(1800)))
        #expect(DeploymentStrategy.preset("CodeDeployDefault.LambdaLinear10PercentEvery1Minute") != nil)
        #expect(DeploymentStrategy.preset("CodeDeployDefault.LambdaLinear10PercentEvery2Minutes") != nil)
        #expect(DeploymentStrategy.preset("CodeDeployDefault.ECSAllAtOnce") == nil)

        func custom(_ routing: String) async throws -> (DeploymentStrategy.Shape?, Int) {
            let own = Self.info("d-1").replacing("CodeDeployDefault.LambdaLinear10PercentEvery1Minute", with: "ours")
            let service = service([own])
            service.set("GetDeploymentConfig", #"{"deploymentConfigInfo":{"trafficRoutingConfig":\#(routing)}}"#)
            let reader = try reader(service)
            _ = try await reader.deployments(since: .epoch)
            let one = try await reader.deployments(since: .epoch).first
            #expect(one?.strategy.name.text == "ours")
            return (one?.strategy.shape, service.takeCalls().count { $0 == "GetDeploymentConfig" })
        }
        let linear = #"{"type":"TimeBasedLinear","timeBasedLinear":{"linearPercentage":25,"linearInterval":3}}"#
        #expect(try await custom(linear) == (.linear(share: 0.25, interval: .seconds(180)), 1))
        let canary = #"{"type":"TimeBasedCanary","timeBasedCanary":{"canaryPercentage":5,"canaryInterval":90}}"#
        #expect(try await custom(canary) == (.canary(share: 0.05, interval: .seconds(5400)), 1))
        #expect(try await custom(#"{"type":"AllAtOnce"}"#) == (.allAtOnce, 1))
        for wrong in [linear.replacing("25", with: "0"), canary.replacing("90", with: "999999999999"), #"{"type":"New"}"#, "{}"] {
            #expect(try await custom(wrong) == (.unknown, 1))
        }
    }
}
