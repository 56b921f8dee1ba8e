import ConsoleUI
import IncidentEngine
import IncidentModel
import TerminalCanvas
import TestSupport
import Testing

@testable import ConsoleRuntime

/// A console on fakes. Either its effects are run one by one and what it posts is read from the inbox, or it runs as a whole (`begin`) and is
/// looked at through its state and its terminal.
@MainActor
final class RunnerBench {
    struct Missing: Error {
        var what: String
        var shown: String
    }

    let clock: ManualClock
    let region: FakeRegion
    let deployments: FakeDeployments
    let provisioned: FakeProvisioned
    let journal: MemoryJournal
    let wiring = FakeWiring()
    let traces = FakeTraces()
    let device = FakeTerminal()
    let watcher: Watcher
    let runner: ConsoleRunner
    private(set) var messages: [Message] = []
    private var whole: Task<Int32, Never>?

    /// `checkout:prod` is wholly on v7, v6 came before it.
    /// - Parameters:
    ///   - other: a console whose account, clock and journal this one shares, as two on one host do.
    ///   - canAct: false builds the console of watch mode.
    ///   - session: names the process; two that share a journal are two processes.
    init(
        beside other: RunnerBench? = nil, canAct: Bool = true, wall: Bool = false, session: String = "1@1",
        deploymentPace: FakeDeployments.Pace = .init()
    ) {
        let clock = other?.clock ?? ManualClock()
        let region = other?.region ?? FakeRegion(clock: clock)
        let deployments =
            other?.deployments ?? FakeDeployments(region, clock: clock, manualChange: .fail, pace: deploymentPace)
        let provisioned = other?.provisioned ?? FakeProvisioned(region, clock: clock)
        let journal = other?.journal ?? MemoryJournal()
        self.clock = clock
        self.region = region
        self.deployments = deployments
        self.provisioned = provisioned
        self.journal = journal
        if other == nil {
            region.set(Fixtures.checkout, Routing(pointer: "7"))
            region.setVersions(Self.versions, of: "checkout")
        }
        let further = FurtherReading(
            deployments: deployments, provisioned: provisioned, wiring: wiring, traces: traces)
        let budget = RequestBudget(clock: clock)
        watcher = Watcher(
            functions: region, alarms: region, metrics: region, caller: region, further: further, clock: clock, budget: budget)
        let hand = Operator(
            reading: region, ports: ActionPorts(aliases: region, deployments: deployments, provisioned: provisioned),
            further: further, journal: journal, clock: clock,
            session: OperatorSession(id: session, isAlive: { ["1@1", "2@2"].contains($0) }))
        let environment = ConsoleEnvironment(
            watcher: watcher, budget: budget, clock: clock, region: Fixtures.region, localActor: "local user jo",
            scope: JournalScope(region: Fixtures.region, account: Fixtures.account), reading: journal,
            writing: canAct ? journal : nil, operator: canAct ? hand : nil,
            theme: { name in
                guard name == "night" else { throw JournalFailure(path: name, text: "there is no such theme") }
                return Theme(name: name)
            }, nextIncident: { IncidentDrafts.nextID(existing: IncidentReducer.reduce(journal.events), at: $0) },
            export: { incident, _ in "/exports/\(incident.id).md" }, further: further)
        runner = ConsoleRunner(
            environment, device: device, options: ConsoleOptions(canAct: canAct, wall: wall, regionHint: Fixtures.region),
            theme: Theme(name: "night"))
    }

    private static let versions = [
        Fixtures.version("7", published: .seconds(3600)), Fixtures.version("6", published: .seconds(9 * 86_400)),
    ]

    // MARK: - One effect after the other

    /// What the watcher would have learned.
    func see(_ observation: Observation) {
        runner.mirror.observe(WatcherUpdate(observation: observation, at: clock.now, interval: .seconds(2)))
    }

    func seeCheckout(provisioned: Int = 0) throws {
        var alias = try #require(region.current(Fixtures.checkout))
        if provisioned > 0 {
            alias.provisioned = ProvisionedConcurrency(requested: provisioned, allocated: provisioned, status: .ready)
        }
        see(.alias(alias))
        see(.versions(function: "checkout", Self.versions))
    }

    /// What the planner would make of it, as far as the operator looks.
    func plan(_ command: Command, _ after: Routing) throws -> Plan {
        let alias = try #require(region.current(Fixtures.checkout))
        return Plan(
            command: command, target: Fixtures.checkout, account: Fixtures.account, region: Fixtures.region,
            before: alias.routing, revision: alias.revision, after: after, steps: [], basedOn: clock.now.time)
    }

    func take() { if whole == nil { messages += runner.inbox.drain() } }

    var planned: [Result<Plan, Refusal>] { messages.compactMap { if case .planned(_, let answer) = $0 { answer } else { nil } } }
    var finished: [ActionResult] {
        messages.flatMap { (message) -> [ActionResult] in if case .finished(let results) = message { results } else { [] } }
    }
    var stranded: [StrandedWork] { messages.compactMap { if case .stranded(let work) = $0 { work } else { nil } } }
    var progress: [ActionProgress] { messages.compactMap { if case .progress(let step) = $0 { step } else { nil } } }
    var notices: [String] { messages.compactMap { if case .notice(let notice) = $0 { notice.text.text } else { nil } } }

    // MARK: - As a whole

    func begin() { whole = Task { await runner.run() } }

    /// The exit code.
    func end() async -> Int32? {
        runner.stop(code: 0)
        defer { whole = nil }
        return await whole?.value
    }

    var screen: String { device.shown?.lines().joined(separator: "\n") ?? "" }

    // MARK: - Time

    /// Lets everything run and time go on until something is so.
    func wait(_ what: String, step: Duration = .milliseconds(20), until isDone: () async -> Bool) async throws {
        for _ in 0..<20_000 {
            take()
            if await isDone() { return }
            await turn()
            clock.advance(by: step)
        }
        throw Missing(what: what, shown: whole == nil ? "\(notices)" : screen)
    }

    /// Lets so much time go by.
    func pass(_ duration: Duration) async {
        let end = clock.now.uptime + duration
        while clock.now.uptime < end {
            for _ in 0..<4 { await turn() }
            clock.advance(by: .milliseconds(500))
        }
        for _ in 0..<200 { await turn() }
        take()
    }

    /// Behind whatever waits to run, here and elsewhere.
    private func turn() async {
        await Task.detached(priority: .low) { await Task.yield() }.value
    }
}
