/// Ends the moves of provisioned aliases: the injected weights go when the new version is warm, and stay when its initialisation
/// fails.
struct ProvisionedProcess: WorldProcess {
    func next(in world: World) -> Int64? {
        world.lambda.shifts.values.lazy.filter { !$0.hasFailed }.map(\.ends).min()
    }

    func run(_ world: inout World, at moment: Int64) {
        for (key, shift) in world.lambda.shifts where !shift.hasFailed && shift.ends <= moment {
            if shift.fails {
                world.lambda.shifts[key]?.hasFailed = true
                continue
            }
            world.lambda.shifts[key] = nil
            guard var alias = world.functions[shift.function]?.aliases[shift.alias],
                alias.routing.extra == .init(version: shift.old, weight: 1)
            else { continue }
            alias.route(to: Routing(pointer: alias.routing.pointer), of: shift.function, in: world, at: moment)
            world.functions[shift.function]?.aliases[shift.alias] = alias
        }
    }
}

extension AliasRecord {
    /// A write: another revision, and another entry of the history when the routing changed.
    mutating func route(to routing: Routing, of function: String, in world: World, at moment: Int64) {
        if routing != self.routing { history.append(.init(at: moment, routing: routing)) }
        writes += 1
        revision = world.revision("\(function):\(name)", write: writes)
    }
}
