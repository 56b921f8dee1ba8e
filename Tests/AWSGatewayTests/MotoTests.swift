import AWSSigning
import Foundation
import HTTPTransport
import IncidentEngine
import IncidentModel
import Testing

@testable import AWSGateway

/// The whole way, CurlClient included, against a server that is not ours; what the alias became is asked of boto3.
@Suite(.serialized) struct MotoTests {
    /// Used by one test, one step after the other.
    private actor Server {
        let process: Process
        private(set) var url = ""
        private let input = Pipe()
        private let output = Pipe()
        private var rest = Data()

        init() async throws {
            process = try PythonOracle.process("gateway_moto.py")
            process.standardInput = input
            process.standardOutput = output
            process.standardError = FileHandle(forWritingAtPath: "/dev/null")
            try process.run()
            struct Ready: Decodable { var url: String }
            let ready = try await line()
            url = try JSONDecoder().decode(Ready.self, from: ready).url
        }

        struct Alias: Decodable, Equatable {
            struct Config: Decodable, Equatable { var AdditionalVersionWeights: [String: Double]? }
            var FunctionVersion: String
            var RoutingConfig: Config?
        }

        /// What boto3 says of an alias.
        func alias(_ target: Target) async throws -> Alias {
            input.fileHandleForWriting.write(Data("alias \(target.function) \(target.alias)\n".utf8))
            return try await JSONDecoder().decode(Alias.self, from: line())
        }

        func stop() {
            try? input.fileHandleForWriting.close()
            process.terminate()
        }

        private func line() async throws -> Data {
            while true {
                if let end = rest.firstIndex(of: 10) {
                    defer { rest = Data(rest[(end + 1)...]) }
                    return Data(rest[..<end])
                }
                let handle = output.fileHandleForReading
                let more = try await PythonOracle.blocking { handle.availableData }
                guard !more.isEmpty else { throw PythonOracle.Broken(description: "gateway_moto.py ended early") }
                rest += more
            }
        }
    }

    @Test func readsAndOneWrite() async throws {
        let server = try await Server()
        do { try await exercise(server) } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func exercise(_ server: Server) async throws {
        let url = await server.url
        let settings = try AWSSettings.resolve(
            environment: [
                "AWS_ENDPOINT_URL": url, "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": "not-a-real-secret",
            ], readFile: { _ in nil })
        let session = AWSSession(
            settings: settings,
            chain: CredentialChain(
                environment: ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "not-a-real-secret"],
                readFile: { _ in nil }, settings: settings),
            ports: SessionPorts(http: CurlClient(), clock: { Timestamp(seconds: Date().timeIntervalSince1970) }), version: "0")
        let target = Target(function: "checkout", alias: "prod")

        let caller = try await STSReader(session: session).caller()
        #expect(caller.account == "123456789012")
        #expect(caller.provider == "environment")
        let skew = try #require(session.clockSkew)
        #expect(skew < .seconds(60) && skew > .seconds(-60))

        let reader = LambdaReader(session: session)
        #expect(try await reader.functions().count == 61)
        let versions = try await reader.versions(of: "checkout")
        #expect(versions.map(\.version) == ["1", "2", "3"])
        #expect(versions[0].environmentNames == ["TABLE"])
        #expect(versions[0].memoryMB == 256)
        #expect(Set(versions.map(\.codeSha256)).count == 3)
        #expect(try await reader.aliases(of: "checkout").map(\.target) == [target])
        #expect(try await reader.configuration(of: "checkout", qualifier: "2").version == "2")
        let before = try await reader.alias(target)
        #expect(before.routing == Routing(pointer: "2", weights: ["3": 0.2]))

        try await exerciseParts(session, reader)
        let alarms = try await CloudWatchReader(session: session).alarms()
        #expect(alarms.map(\.name.text) == ["checkout-prod \\x1B[31m errors"])
        #expect(alarms.first?.state == .alarm)
        #expect(alarms.first?.watches(target) == true)
        for (state, count) in [(Alarm.State.alarm, 1), (.insufficientData, 0), (.ok, 0)] {
            let reply = try await session.read(CloudWatchCall.describeAlarms(state: state, token: nil))
            #expect(try CloudWatchReader.alarms(reply).items.count == count)
        }
        let now = Timestamp(seconds: Date().timeIntervalSince1970)
        let metrics = try await CloudWatchReader(session: session).metrics(
            [MetricRequest(target: target, versions: ["2", "3"])], from: now - .seconds(600), to: now)
        #expect(metrics[target]?.whole.invocations.points.isEmpty == true)

        let writer = LambdaAliasWriter(session: session)
        await writer.keepWarm()
        let reply = try await writer.update(target, to: Routing(pointer: "1"), expecting: before.revision)
        #expect(reply.alias.routing == Routing(pointer: "1"))
        let seen = try await server.alias(target)
        #expect(seen.FunctionVersion == "1")
        let weights = seen.RoutingConfig?.AdditionalVersionWeights ?? [:]
        #expect(weights.isEmpty)
        _ = try await writer.update(target, to: Routing(pointer: "2", weights: ["1": 0.25]), expecting: reply.alias.revision)
        #expect(try await server.alias(target).RoutingConfig?.AdditionalVersionWeights == ["1": 0.25])

        let missing = await failure { () async throws(CallFailure) in
            try await reader.alias(Target(function: "checkout", alias: "nobody"))
        }
        #expect(missing?.kind == .notFound)
        #expect(missing?.code == "ResourceNotFoundException")
    }

    /// What moto has of the further reads; it has neither deployment targets nor provisioned concurrency nor CloudTrail's lookups.
    private func exerciseParts(_ session: AWSSession, _ reader: LambdaReader) async throws {
        let target = Target(function: "checkout", alias: "prod")
        let version = try await reader.version("2", of: "checkout")
        #expect(version.state == "Active" && version.packageType == "Zip")
        let wiring = try await reader.wiring(of: "checkout", qualifiers: [])
        #expect(wiring.eventSources.map(\.source.text) == ["arn:aws:sqs:eu-west-1:123456789012:orders"])
        #expect(wiring.eventSources.first?.qualifier == nil)
        #expect(wiring.permissions.map(\.principal.text) == ["apigateway.amazonaws.com"])
        #expect(wiring.reservedConcurrency == 20)

        let deployments = CodeDeployReader(session: session)
        #expect(try await deployments.applications().sorted() == ["fleet", "shop"])
        #expect(try await deployments.groups(of: "shop") == ["prod"])
        let writer = CodeDeployWriter(session: session)
        let request = DeploymentRequest(
            application: "shop", group: "prod", target: target, from: "3", to: "2",
            configuration: "CodeDeployDefault.LambdaAllAtOnce", description: "INC-1", overridesAlarms: true)
        let id = try await writer.create(request)
        let reply = try await session.read(CodeDeployCall.batchGetDeployments([id]))
        let entry = try #require(try reply.json(DeploymentsWire.self).deploymentsInfo.first)
        #expect(entry.platform == "Lambda")
        let head = try #require(try entry.info?.head(in: reply))
        #expect(head.id == id && head.key == GroupKey(application: "shop", group: "prod") && head.status == .created)
        #expect(head.wire.overrideAlarmConfiguration?.watch?.isEnabled == false)
        #expect(AppSpec(head.wire.revision?.content ?? "")?.target == target)
        let group = try await session.read(CodeDeployCall.getDeploymentGroup(head.key)).json(DeploymentGroupWire.self)
        #expect(group.rules.autoRollback == [.failure])
        let now = Timestamp(seconds: Date().timeIntervalSince1970)
        // Its GetTraceSummaries knows no filter.
        let graph = try await session.read(XRayCall.getServiceGraph(from: now - .seconds(600), to: now, token: nil))
        #expect(try graph.json(ServiceGraphWire.self).Services.isEmpty)
        // The search finds it, and says that its target cannot be read here.
        let search = try await deployments.search(since: now - .seconds(60))
        #expect(search.deployments.isEmpty)
        #expect(search.unread.map(\.operation) == ["ListDeploymentTargets"])
        let nobody = await failure { () async throws(CallFailure) in try await deployments.deployment("d-NOBODY000") }
        #expect(nobody?.kind == .notFound)
    }

    @Test func nobodyThere() async throws {
        var settings = try AWSSettings(region: "eu-west-1", endpointURL: "http://127.0.0.1:1")
        settings.maxAttempts = 1
        let session = AWSSession(
            settings: settings, keys: SigningCredentials(accessKeyID: "A", secretAccessKey: "s"), provider: "test",
            ports: SessionPorts(http: CurlClient(), clock: { .epoch }), version: "0")
        let error = await failure { () async throws(CallFailure) in try await STSReader(session: session).caller() }
        #expect(error?.kind == .unreachable)
    }
}
