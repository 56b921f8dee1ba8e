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

    func service(_ infos: [String], running: [String] = ["d-1"]) -> ScriptedService {
        ScriptedService(json: [
            "ListDeployments": #"{"deployments":[\#(running.map { "\"\($0)\"" }.joined(separator: ","))]}"#,
            "BatchGetDeployments": #"{"deploymentsInfo":[\#(infos.joined(separator: ","))]}"#,
            "ListDeploymentTargets": #"{"targetIds":["checkout:prod"]}"#, "BatchGetDeploymentTargets": Self.targets,
            "GetDeploymentGroup": Self.group,
        ])
    }

    func reader(_ service: ScriptedService, clock: ManualClock = ManualClock()) throws -> CodeDeployReader {
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
