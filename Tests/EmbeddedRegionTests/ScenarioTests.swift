import Testing

@testable import EmbeddedRegion

@Suite struct ScenarioTests {
    @Test(arguments: EmbeddedRegion.shippedScenarios)
    func shippedScenariosHaveWhatTheContractSays(name: String) throws {
        let scenario = try ScenarioLibrary.load(name)
        #expect(scenario.name == name)
        let checkout = try #require(scenario.functions.first { $0.name == "checkout" })
        #expect(checkout.aliases.contains { $0.name == "prod" })
        let numbers = checkout.versions.map(\.number)
        if name == "first-release" {
            #expect(numbers == [1])
        } else {
            #expect([5, 6, 7].allSatisfy(numbers.contains))
        }
        let oldest = scenario.functions.flatMap(\.aliases).flatMap(\.moves).map(\.at).min() ?? 0
        #expect(oldest < -9 * 86_400_000)
    }

    @Test func quotasAreAWSsOwnUnlessTheScenarioSaysHowManyTimesMore() throws {
        #expect(try ScenarioLibrary.load("bad-canary").quotas == 1)
        let scenario = try ScenarioLibrary.decode("name: x\nfunctions: []\nquotas: 1000\n", file: "own.yaml")
        let quotas = Quotas(clock: RegionClock(speed: 1, startMilliseconds: Sample.start), factor: scenario.quotas)
        #expect((0..<5000).allSatisfy { _ in quotas.take(.lambdaControl) })
    }

    @Test func badReleaseHasItsPast() throws {
        let world = WorldBuilder.world(try ScenarioLibrary.load("bad-release"), seed: 3, start: Sample.start)
        let book = AlarmBook(
            world: world, metrics: MetricSource(model: TrafficModel(noise: world.noise, start: world.start)))
        let statuses = book.statuses(world: world, now: world.start)
        let alarm = try #require(statuses.first { $0.definition.name == "checkout-prod-error-rate" })
        #expect(alarm.transitions.map(\.to) == [.insufficientData, .ok, .alarm, .ok, .alarm])
        let prod = try #require(world.functions["checkout"]?.aliases["prod"])
        #expect(prod.routing == Routing(pointer: 7))
    }

    @Test func theSameSeedMakesTheSameWorld() throws {
        let scenario = try ScenarioLibrary.load("bad-canary")
        func hashes(_ seed: UInt64) -> [String] {
            let world = WorldBuilder.world(scenario, seed: seed, start: Sample.start)
            let versions = world.functions["checkout"]?.versions ?? []
            return versions.map { $0.configuration.codeSha256 + $0.revision }
        }
        #expect(hashes(1) == hashes(1))
        #expect(hashes(1) != hashes(2))
    }

    @Test(arguments: [
        ("name: x\nfunctions: []\ncolour: red\n", 3, "unknown key 'colour'"),
        ("name: x\nfunctions: []\nquotas: 0\n", 3, "out of range: 1 to"),
        ("name: x\nfunctions:\n  - name: a\n    versions: 7\n", 4, "expected a list"),
        ("name: x\nfunctions:\n  - name: a\n    versions:\n      - version: six\n        published: -1d\n", 5, "whole number"),
        (
            "name: x\nfunctions:\n  - name: a\n    versions:\n      - version: 6\n        published: yesterday\n", 6,
            "moment relative"
        ),
        (
            "name: x\nfunctions:\n  - name: a\n    versions: [{version: 6, published: -2d}]\n    aliases:\n      - name: prod\n"
                + "        moves: [{at: -1d, to: 7}]\n", 7, "version 7 is not among"
        ),
        (
            "name: x\nextends: calm\nfunctions: []\nalarms:\n  - name: a\n    created: -1d\n    rule: ALARM(\"b\")\n", 7,
            "no alarm 'b'"
        ),
        ("name: [\n", 2, "is not YAML"), ("extends: calm\nfunctions: []\n", 1, "'name' is missing"),
    ])
    func mistakesNameFileAndLine(text: String, line: Int, message: String) {
        let failure = #expect(throws: ScenarioError.self) { try ScenarioLibrary.decode(text, file: "own.yaml") }
        #expect(failure?.file == "own.yaml")
        #expect(failure?.line == line)
        #expect(failure?.message.contains(message) == true, "\(failure?.description ?? "")")
    }

    @Test func anUnknownNameListsTheShippedOnes() {
        let failure = #expect(throws: ScenarioError.self) { try ScenarioLibrary.load("bad-canry") }
        #expect(failure?.description.contains("bad-canary") == true)
    }
}
