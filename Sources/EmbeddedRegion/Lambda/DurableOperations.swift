/// Lambda's operations on durable executions.
struct DurableOperations {
    let store: WorldStore
    let clock: RegionClock

    /// Newest first unless ReverseOrder; a qualifier names a version, an alias stands for the version it points to.
    func list(_ reference: FunctionReference, _ request: WireRequest) throws(ServiceFailure) -> WireValue {
        let query = request.query
        let world = store.snapshot
        let function = try world.function(reference)
        var found = function.wiring.durable
        if let qualifier = try reference.qualifier(with: query["Qualifier"]) {
            let number = function.aliases[qualifier]?.routing.pointer ?? (qualifier == "$LATEST" ? 0 : Int(qualifier) ?? -1)
            guard function.version(number) != nil else {
                throw LambdaFailure.functionNotFound("\(world.functionARN(function.name)):\(qualifier)")
            }
            found = found.filter { $0.version == number }
        }
        let now = clock.now()
        let texts = request.queryValues("Statuses")
        var wanted: Set<DurableExecution.Status> = []
        for text in texts {
            guard let status = DurableExecution.Status(rawValue: text) else {
                let all = DurableExecution.Status.allCases.map(\.rawValue).joined(separator: ", ")
                throw LambdaFailure.validation(text, at: "statuses", "Member must satisfy enum value set: [\(all)]")
            }
            wanted.insert(status)
        }
        let after = try moment(query, "StartedAfter") ?? .min
        let before = try moment(query, "StartedBefore") ?? .max
        let name = query["DurableExecutionName"]
        found = found.filter { execution in
            (wanted.isEmpty || wanted.contains(execution.status(at: now))) && execution.started > after
                && execution.started < before
                && (name == nil || name == execution.name)
        }
        let isAscending = query["ReverseOrder"] == "true"
        found.sort { isAscending ? ($0.started, $0.name) < ($1.started, $1.name) : ($0.started, $0.name) > ($1.started, $1.name) }
        let page = try Page(found, limit: 1_000, query: query, standard: 100, most: 1_000)
        let items = page.items.map { WireValue.object(summary($0, function, world, now: now)) }
        return LambdaShapes.page("DurableExecutions", items, marker: page.marker)
    }

    func get(_ arn: String) throws(ServiceFailure) -> WireValue {
        let world = store.snapshot
        let now = clock.now()
        let (function, index) = try find(arn, in: world)
        let execution = function.wiring.durable[index]
        let pause = execution.status(at: now).isOver ? nil : execution.pause
        return .object(
            summary(execution, function, world, now: now) + [
                ("Version", .string(String(execution.version))),
                (
                    "PauseDetails",
                    pause.map { .object([("PauseRequestTimestamp", .time($0.at)), ("ExecutionTimeoutPaused", .bool(true))]) }
                ),
            ])
    }

    /// Ends it for good.
    /// - Throws: InvalidParameterValueException when it is over.
    func stop(_ arn: String) throws(ServiceFailure) -> WireValue {
        let at = try change(arn) { execution, now throws(ServiceFailure) in
            guard !execution.status(at: now).isOver else {
                if execution.outcome == .stopped, let ended = execution.ended { return ended }
                throw LambdaFailure.invalid("The durable execution is not running: \(arn)")
            }
            execution.outcome = .stopped
            execution.ended = now
            return now
        }
        return .object([("StopTimestamp", .time(at))])
    }

    /// - Throws: ResourceConflictException when it is not running.
    func pause(_ arn: String, _ body: WireValue) throws(ServiceFailure) {
        var reason = ""
        if let value = body["Reason"] {
            guard let text = value.string else { throw LambdaFailure.wrongType("Reason") }
            guard text.utf16.count <= 1_024 else {
                throw LambdaFailure.validation("…", at: "reason", "Member must have length less than or equal to 1024")
            }
            reason = text
        }
        let given = reason
        _ = try change(arn) { execution, now throws(ServiceFailure) in
            guard execution.status(at: now) == .running, execution.pause == nil else {
                throw LambdaFailure.conflict("The durable execution is not in status RUNNING: \(arn)")
            }
            execution.pause = .init(at: now, reason: given)
            return now
        }
    }

    func resume(_ arn: String) throws(ServiceFailure) {
        _ = try change(arn) { execution, now throws(ServiceFailure) in
            guard !execution.status(at: now).isOver, execution.pause != nil else {
                throw LambdaFailure.conflict("The durable execution is not in status PAUSED or PAUSING: \(arn)")
            }
            execution.pause = nil
            return now
        }
    }

    private func change(
        _ arn: String, _ body: (inout DurableExecution, Int64) throws(ServiceFailure) -> Int64
    ) throws(ServiceFailure) -> Int64 {
        try store.change { world throws(ServiceFailure) in
            var (function, index) = try find(arn, in: world)
            let moment = try body(&function.wiring.durable[index], clock.now())
            world.functions[function.name] = function
            return moment
        }
    }

    private func find(_ arn: String, in world: World) throws(ServiceFailure) -> (FunctionRecord, Int) {
        let head = arn.prefix { $0 != "/" }
        let reference = head.hasPrefix("arn:") ? try? FunctionReference(String(head)) : nil
        guard let reference, arn.contains("/durable-execution/") else {
            throw LambdaFailure.validation(arn, at: "durableExecutionArn", "Member must be the ARN of a durable execution")
        }
        guard let function = world.functions[reference.name],
            let index = function.wiring.durable.firstIndex(where: { self.arn($0, function, world) == arn })
        else { throw LambdaFailure.noResource("Durable execution not found: \(arn)") }
        return (function, index)
    }

    private func arn(_ execution: DurableExecution, _ function: FunctionRecord, _ world: World) -> String {
        let id = world.noise.uuid(Noise.stream("durable/\(function.name)/\(execution.name)"), 0)
        return "\(world.functionARN(function.name)):\(execution.version)/durable-execution/\(execution.name)/\(id)"
    }

    private func summary(
        _ execution: DurableExecution, _ function: FunctionRecord, _ world: World, now: Int64
    ) -> [(String, WireValue?)] {
        let status = execution.status(at: now)
        return [
            ("DurableExecutionArn", .string(arn(execution, function, world))), ("DurableExecutionName", .string(execution.name)),
            ("FunctionArn", .string("\(world.functionARN(function.name)):\(execution.version)")),
            ("Status", .string(status.rawValue)),
            ("StartTimestamp", .time(execution.started)),
            ("EndTimestamp", status.isOver ? execution.ended.map { .time($0) } : nil),
        ]
    }

    private func moment(_ query: [String: String], _ name: String) throws(ServiceFailure) -> Int64? {
        guard let text = query[name] else { return nil }
        guard let moment = WireValue.string(text).milliseconds else { throw LambdaFailure.wrongType(name) }
        return moment
    }
}

extension WireRequest {
    /// All values of a parameter that may be there several times.
    func queryValues(_ name: String) -> [String] {
        guard let mark = target.firstIndex(of: "?") else { return [] }
        return QueryForm.pairs(String(target[target.index(after: mark)...])).filter { $0.name == name }.map(\.value)
    }
}
