import Synchronization

/// The one mutable copy of the world.
final class WorldStore: Sendable {
    private let world: Mutex<World>

    init(_ world: World) { self.world = Mutex(world) }

    var snapshot: World { world.withLock { $0 } }

    /// Reads and writes as one step: nobody sees or makes a change in between.
    func change<Result: Sendable>(_ body: (inout World) throws(ServiceFailure) -> Result) throws(ServiceFailure) -> Result {
        let outcome: Swift.Result<Result, ServiceFailure> = world.withLock { world in
            do throws(ServiceFailure) {
                return .success(try body(&world))
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }
}
