import Synchronization

/// The one mutable copy of the world. Whoever looks finds everything done that was due by then, in the order of its moments.
final class WorldStore: Sendable {
    private let world: Mutex<World>
    private let clock: RegionClock?
    private let processes: [any WorldProcess]

    /// - Parameter clock: Nil for a world in which nothing happens by itself.
    init(_ world: World, clock: RegionClock? = nil, processes: [any WorldProcess] = []) {
        self.world = Mutex(world)
        self.clock = clock
        self.processes = processes
    }

    var snapshot: World {
        world.withLock { world in
            advance(&world)
            return world
        }
    }

    /// Reads and writes as one step: nobody sees or makes a change in between.
    func change<Result: Sendable>(_ body: (inout World) throws(ServiceFailure) -> Result) throws(ServiceFailure) -> Result {
        let outcome: Swift.Result<Result, ServiceFailure> = world.withLock { world in
            advance(&world)
            do throws(ServiceFailure) {
                return .success(try body(&world))
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    private func advance(_ world: inout World) {
        guard let clock, !processes.isEmpty else { return }
        let now = clock.now()
        var stuck: Set<Int> = []
        while true {
            var due: (index: Int, at: Int64)?
            for (index, process) in processes.enumerated() where !stuck.contains(index) {
                guard let at = process.next(in: world), at <= now, at < due?.at ?? .max else { continue }
                due = (index, at)
            }
            guard let due else { return }
            processes[due.index].run(&world, at: due.at)
            if processes[due.index].next(in: world) == due.at { stuck.insert(due.index) }
        }
    }
}
