import HTTPTransport
import IncidentEngine
import IncidentModel
import Testing

@testable import AWSGateway

/// Which deployments are asked for, and what is not asked for again.
extension CodeDeployTests {
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
}
