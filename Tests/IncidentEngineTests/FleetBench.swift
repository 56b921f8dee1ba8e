import IncidentEngine
import IncidentModel
import TestSupport

/// A watcher on a `WatchedFleet` for a while, in virtual time.
struct FleetBench {
    struct Scene: Sendable {
        var watcher: Watcher
        var fleet: WatchedFleet
        var budget: RequestBudget
        var clock: ManualClock
    }

    typealias Act = @Sendable (Scene) async throws -> Void

    struct Seen: Sendable {
        var fleet: WatchedFleet
        var calls: [WatchedFleet.Call]
        var updates: [WatcherUpdate]
        var status: BudgetStatus

        /// When a call was made, counted from the start.
        func at(_ operation: String, _ subject: String? = nil) -> [Duration] {
            calls.filter { $0.operation == operation && (subject == nil || $0.subject == subject) }.map(\.at)
        }

        /// By function.
        func reads(_ operation: String) -> [String: [Duration]] {
            Dictionary(grouping: calls.filter { $0.operation == operation }, by: \.subject).mapValues { $0.map(\.at) }
        }

        var picture: FleetPicture {
            var picture = FleetPicture(region: "")
            for update in updates { picture.apply(update.observation, at: update.at, interval: update.interval) }
            return picture
        }
    }

    /// Lambda's calls that share the 15 requests a second.
    static func isControlPlane(_ call: WatchedFleet.Call) -> Bool {
        !["GetFunction", "DescribeAlarms", "DescribeAlarmHistory", "GetMetricData", "GetCallerIdentity", "ListDeployments"]
            .contains(call.operation) && !["LookupEvents", "GetTraceSummaries"].contains(call.operation)
    }

    var size: Int
    var time: Duration
    var steady = 3.0
    var configuration = WatcherConfiguration()
    var further: @Sendable (WatchedFleet) -> FurtherReading = { _ in FurtherReading() }
    var totalsWanted: Watcher.TotalsWanted = { _, _, _, _ in [] }
    var acts: [(Duration, Act)] = []

    func run() throws -> Seen {
        let virtual = VirtualTime()
        let budget = RequestBudget(clock: virtual.clock, steady: steady)
        let fleet = WatchedFleet(size, clock: virtual.clock, gate: budget)
        let began = virtual.clock.now.uptime
        return try virtual.run(limit: 20_000_000) { virtual in
            let watcher = Watcher(
                functions: fleet, alarms: fleet, metrics: fleet, caller: fleet, further: further(fleet), clock: virtual.clock,
                budget: budget, configuration: configuration, totalsWanted: totalsWanted)
            let scene = Scene(watcher: watcher, fleet: fleet, budget: budget, clock: virtual.clock)
            return try await withThrowingTaskGroup(of: [WatcherUpdate].self) { group in
                group.addTask {
                    await watcher.run()
                    return []
                }
                group.addTask {
                    var updates: [WatcherUpdate] = []
                    for await update in watcher.updates { updates.append(update) }
                    return updates
                }
                for (at, act) in acts {
                    try await virtual.clock.sleep(for: began + at - virtual.clock.now.uptime)
                    try await act(scene)
                }
                try await virtual.clock.sleep(for: began + time - virtual.clock.now.uptime)
                let status = await budget.status
                group.cancelAll()
                var updates: [WatcherUpdate] = []
                for try await some in group { updates += some }
                let calls = fleet.calls.map { call in
                    var call = call
                    call.at -= began
                    return call
                }
                return Seen(fleet: fleet, calls: calls, updates: updates, status: status)
            }
        }
    }
}
