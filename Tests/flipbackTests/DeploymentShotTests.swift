import IncidentEngine
import IncidentModel
import Synchronization
import TestSupport
import Testing

@testable import flipback

/// A clock on which waiting takes no time: it jumps to the moment that is waited for.
private final class HastyClock: EngineClock {
    private let uptime = Mutex(Duration.seconds(1000))

    var now: Now {
        let uptime = uptime.withLock { $0 }
        return Now(time: Fixtures.evening + (uptime - .seconds(1000)), uptime: uptime)
    }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        uptime.withLock { $0 += max(.zero, duration) }
    }
}

/// Commands on a target that CodeDeploy is moving.
struct DeploymentShotTests {
    private struct Bench {
        let clock = HastyClock()
        let region: FakeRegion
        let deployments: FakeDeployments
        let journal = MemoryJournal()
        let spoken = Spoken()
        let session: Session

        init(reads: Bool = true) {
            let (clock, region, journal) = (clock, FakeRegion(clock: clock), journal)
            region.set(Sample.target, Routing(pointer: "6"))
            region.setVersions(
                ["5", "6", "7"].map { FunctionVersion(version: $0, publishedAt: Sample.time, codeSha256: $0.name) },
                of: Sample.target.function)
            let deployments = FakeDeployments(region, clock: clock)
            deployments.begin("d-1", on: Sample.target, from: "6", to: "7", .linear(share: 0.1, interval: .seconds(60)))
            if !reads { deployments.always(.list, .fail(.denied)) }
            self.region = region
            self.deployments = deployments
            let observers = Observers(
                functions: region, alarms: region, metrics: region,
                caller: RememberedCaller(region, scope: JournalScope(region: "eu-west-1")),
                further: FurtherReading(deployments: deployments), journal: journal, clock: clock, region: "eu-west-1",
                endpoint: "https://lambda.example (from a test)", mode: .live, localActor: "local user jo")
            session = Session(
                observers: observers, journal: journal,
                makeOperator: {
                    Operator(
                        reading: region,
                        ports: ActionPorts(aliases: region, deployments: deployments, provisioned: RefusingWriters()),
                        further: observers.further, journal: journal, clock: clock)
                })
        }

        var output: Output { Output(json: true, out: { spoken.out($0) }, error: { spoken.error($0) }) }

        func act(_ command: Command) async throws(Failure) -> flipback.ExitStatus {
            let question = Question(yes: true, canAsk: false, output: output, answer: { nil })
            return try await OneShot(observers: session.observers, output: output)
                .act([command], MoveChoices(reason: "a test", yes: true), session: session, question: question)
        }
    }

    @Test func theDeploymentIsStoppedAndTheAliasIsWhereItWas() async throws {
        let bench = Bench()
        #expect(try await bench.act(.abort(Sample.target)) == .done)
        #expect(bench.region.current(Sample.target)?.routing == Routing(pointer: "6"))
        #expect(bench.deployments.count(.stop) == 1)
        let kinds = Set(bench.journal.events.map(\.draft.kind))
        #expect(kinds.isSuperset(of: [.deploymentStop, .aliasMove]))
        #expect(bench.spoken.errors.contains("codedeploy StopDeployment"))
        // CodeDeploy's own rollback has put it right: no write of ours.
        #expect(bench.region.count(.update) == 0)
    }

    @Test func aSearchThatIsDeniedIsSaidAndStopsNobody() async throws {
        let bench = Bench(reads: false)
        #expect(try await bench.act(.abort(Sample.target)) == .done)
        #expect(bench.spoken.errors.contains("CodeDeploy could not be searched"))
        #expect(bench.deployments.count(.stop) == 0)
        #expect(bench.region.count(.update) == 1)
    }

    @Test func aPlanSaysWhatItStops() async throws {
        let bench = Bench()
        let planned = try await OneShot(observers: bench.session.observers, output: bench.output).plan([.abort(Sample.target)])
        let plan = try #require(try planned.items.first?.plan.get())
        #expect(JSONDocuments.plan(plan)["stops"]?.string == "d-1")
        #expect(bench.deployments.count(.stop) == 0)
    }
}

/// What pipelines and scripts read.
struct GateDocumentTests {
    @Test func theAnswerIsOneDocument() {
        let answer = GateAnswer(
            target: Sample.target, version: "7", isAllowed: false,
            reasons: ["v7 was rolled back at 21:08Z by jo", "INC-1 is open"])
        #expect(
            JSONDocuments.gate(answer).canonical
                == #"{"allowed":false,"reasons":["v7 was rolled back at 21:08Z by jo","INC-1 is open"],"target":"checkout:prod","version":"7"}"#
        )
        #expect(
            Words.gate(answer) == [
                "checkout:prod  v7  must not be deployed now", "  v7 was rolled back at 21:08Z by jo", "  INC-1 is open",
            ])
    }

    @Test func whatIsNotKnownIsNullOrNamed() {
        let work = StrandedWork(
            target: Sample.target, version: "7", inFlight: 12, inFlightAt: Sample.time,
            durable: [.init(name: "order-1", arn: "arn:x", startedAt: nil)],
            unread: [CallFailure(kind: .denied, service: "monitoring", operation: "GetMetricData", message: "no")])
        #expect(
            JSONDocuments.stranded(work).canonical
                == #"{"durable":[{"arn":"arn:x","name":"order-1","startedAt":null}],"eventSources":[],"inFlight":12,"#
                + #""inFlightAt":"2026-11-20T21:08:20.123Z","oldestAsyncEventMs":null,"target":"checkout:prod","#
                + #""unread":["monitoring GetMetricData: denied: no"],"version":"7"}"#)
    }
}
