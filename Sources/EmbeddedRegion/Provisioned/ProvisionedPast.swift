/// A scenario lists an alias' moves as its owner made them. This adds what the region did after each of them because of
/// provisioned concurrency, and leaves the last move under way when it has not ended by the start.
enum ProvisionedPast {
    static func write(in world: inout World) {
        for function in world.functions.values {
            for (qualifier, record) in function.wiring.provisioned {
                guard let alias = function.aliases[qualifier] else { continue }
                write(alias, record, of: function, in: &world)
            }
        }
    }

    private static func write(
        _ alias: AliasRecord, _ record: ProvisionedRecord, of function: FunctionRecord, in world: inout World
    ) {
        var past = alias
        past.history = []
        var made = record
        var shift: ProvisionedShift?
        for change in alias.history {
            if let ending = shift, ending.ends <= change.at, !ending.fails, let last = past.history.last {
                past.history.append(.init(at: ending.ends, routing: Routing(pointer: last.routing.pointer)))
                shift = nil
            }
            let before = past.history.last?.routing
            guard change.at > record.modified, let before, change.routing.pointer != before.pointer else {
                past.history.append(change)
                continue
            }
            let old = before.extra.flatMap { $0.weight >= 1 ? $0.version : nil } ?? before.pointer
            let moves = ProvisionedMoves(world, now: change.at)
            made = moves.allocation(
                record.requested, from: 0, version: change.routing.pointer, of: function, qualifier: alias.name,
                modified: record.modified)
            shift = nil
            // Back to the version that served all the time: it was never deallocated.
            if old == change.routing.pointer { made = record }
            var routing = change.routing
            if routing.extra == nil, old != routing.pointer {
                shift = ProvisionedShift(
                    function: function.name, alias: alias.name, old: old, ends: made.ends, fails: made.fails)
                routing.extra = .init(version: old, weight: 1)
            }
            past.history.append(.init(at: change.at, routing: routing))
        }
        if let ending = shift, ending.ends <= world.start, !ending.fails, let last = past.history.last {
            past.history.append(.init(at: ending.ends, routing: Routing(pointer: last.routing.pointer)))
            shift = nil
        }
        past.writes = Int64(past.history.count)
        past.revision = world.revision("\(function.name):\(alias.name)", write: past.writes)
        if var left = shift {
            left.hasFailed = left.fails && left.ends <= world.start
            world.lambda.shifts["\(function.name):\(alias.name)"] = left
        }
        world.functions[function.name]?.aliases[alias.name] = past
        world.functions[function.name]?.wiring.provisioned[alias.name] = made
    }
}
