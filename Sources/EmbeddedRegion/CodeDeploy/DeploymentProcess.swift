/// Lets every running deployment act when its time has come.
struct DeploymentProcess: WorldProcess {
    /// The states that the named alarms have at a moment; one that does not exist is left out.
    let alarmStates: @Sendable (_ names: [String], _ world: World, _ moment: Int64) -> [String: AlarmState]

    init(alarmStates: @escaping @Sendable ([String], World, Int64) -> [String: AlarmState]) { self.alarmStates = alarmStates }

    init(book: AlarmBook) {
        self.init { names, world, moment in
            var states: [String: AlarmState] = [:]
            for status in book.statuses(world: world, now: moment) where names.contains(status.definition.name) {
                // Somebody may have asked the book about a later moment already.
                states[status.definition.name] = status.transitions.last { $0.at <= moment }?.to ?? .insufficientData
            }
            return states
        }
    }

    func next(in world: World) -> Int64? {
        world.codeDeploy.running.compactMap { world.codeDeploy.deployments[$0]?.next }.min()
    }

    func run(_ world: inout World, at moment: Int64) {
        // Several may be due at once, and one may have several things to do; each act takes a deployment further.
        for _ in 0..<1_000 {
            let due = world.codeDeploy.running.first { id in
                world.codeDeploy.deployments[id]?.next.map { $0 <= moment } ?? false
            }
            guard let due, let record = world.codeDeploy.deployments[due] else { return }
            var machine = DeploymentMachine(record: record, moment: moment, alarmStates: alarmStates)
            machine.act(in: &world)
            world.codeDeploy.update(machine.record)
            if let rollback = machine.rollback { world.codeDeploy.add(rollback) }
        }
    }
}
