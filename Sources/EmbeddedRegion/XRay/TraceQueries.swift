import Foundation

/// GetTraceSummaries on one snapshot.
struct TraceQueries {
    static let functionType = "AWS::Lambda::Function"
    static let invokeType = "AWS::Lambda"
    /// X-Ray refuses longer ranges.
    static let rangeLimit: Int64 = 6 * 3_600_000
    private static let pageLimit = 100

    let world: World
    let model: TraceModel
    /// Region milliseconds.
    let now: Int64

    func summaries(_ input: WireValue) throws(ServiceFailure) -> WireValue {
        let (from, to) = try Self.range(input)
        let expression = input["FilterExpression"]?.string ?? ""
        let filter = try TraceFilter(expression)
        let question = Noise.stream("\(from)|\(to)|\(expression)")
        var skip = 0
        var until = now
        if let token = input["NextToken"] {
            let parts =
                token.string.flatMap { Data(base64Encoded: $0) }
                .map { String(decoding: $0, as: UTF8.self).split(separator: " ") } ?? []
            guard parts.count == 3, let offset = Int(parts[0]), offset >= 0, let bound = Int64(parts[1]), bound <= now,
                parts[2] == String(question)
            else { throw Self.refusal("The token is not valid for this request.") }
            skip = offset
            until = bound
        }
        var summaries: [WireValue] = []
        var processed = 0
        var matched = 0
        var hasMore = false
        search: for function in functions(filter) {
            for batch in model.batches(function, from: from, to: to, now: until) {
                processed += batch.count
                for index in 0..<batch.count where (from...to).contains(batch.at(index)) && matches(filter, batch, index) {
                    matched += 1
                    guard matched > skip else { continue }
                    guard summaries.count < Self.pageLimit else {
                        hasMore = true
                        break search
                    }
                    summaries.append(summary(batch, index))
                }
            }
        }
        let next = hasMore ? Data("\(skip + summaries.count) \(until) \(question)".utf8).base64EncodedString() : nil
        return .object([
            ("TraceSummaries", .list(summaries)), ("ApproximateTime", .time(from)),
            ("TracesProcessedCount", .int(Int64(processed))), ("NextToken", next.map { .string($0) }),
        ])
    }

    /// Milliseconds.
    static func range(_ input: WireValue) throws(ServiceFailure) -> (from: Int64, to: Int64) {
        guard let from = input["StartTime"]?.milliseconds, let to = input["EndTime"]?.milliseconds else {
            throw refusal("StartTime and EndTime are required.")
        }
        guard from <= to else { throw refusal("StartTime must not be after EndTime.") }
        guard !to.subtractingReportingOverflow(from).overflow, to - from <= rangeLimit, to.magnitude < 1 << 52 else {
            throw refusal("The time range must not be longer than 6 hours.")
        }
        return (from, to)
    }

    static func refusal(_ message: String) -> ServiceFailure {
        ServiceFailure("InvalidRequestException", 400, message, capitalisedMessage: true)
    }

    private func functions(_ filter: TraceFilter) -> [FunctionRecord] {
        let traced = world.functions.values.filter { !$0.downstream.isEmpty }.sorted { $0.name < $1.name }
        return traced.filter { function in
            filter.terms.allSatisfy { term in
                guard case .service(let name, _, _) = term else { return true }
                return function.name == name || function.downstream.contains { $0.name == name }
            }
        }
    }

    private func matches(_ filter: TraceFilter, _ batch: TraceModel.Batch, _ index: Int) -> Bool {
        filter.terms.allSatisfy { term in
            switch term {
            case .state: return Self.holds(term, isFault: batch.fails(index))
            case .slower(let seconds, let isInclusive):
                let duration = model.duration(batch, index)
                return duration > seconds || isInclusive && duration == seconds
            case .faster(let seconds, let isInclusive):
                let duration = model.duration(batch, index)
                return duration < seconds || isInclusive && duration == seconds
            case .service(let name, let type, let states):
                if name == batch.function.name, type == nil || type == Self.functionType || type == Self.invokeType {
                    return states.allSatisfy { Self.holds($0, isFault: batch.fails(index)) }
                }
                let services = batch.function.downstream
                guard let service = services.firstIndex(where: { $0.name == name && type ?? $0.type == $0.type }),
                    batch.calls(service, index)
                else { return false }
                let isFault = batch.fails(index) && batch.culprit(batch.faultNumber(index)) == service
                return states.allSatisfy { Self.holds($0, isFault: isFault) }
            }
        }
    }

    /// The region's traces fail by faults only: none is an error of the client or throttled.
    private static func holds(_ term: TraceFilter.Term, isFault: Bool) -> Bool {
        guard case .state(let state, let wanted) = term else { return false }
        switch state {
        case .fault: return isFault == wanted
        case .ok: return isFault != wanted
        case .error, .throttle: return !wanted
        }
    }

    private func summary(_ batch: TraceModel.Batch, _ index: Int) -> WireValue {
        let function = batch.function
        let hasFault = batch.fails(index)
        let duration = model.duration(batch, index)
        let own = serviceID(function.name, Self.functionType)
        let called = function.downstream.indices.filter { batch.calls($0, index) }.map { function.downstream[$0] }
        let arn = world.functionARN(function.name)
        return .object([
            ("Id", .string(model.id(batch, index))), ("StartTime", .time(batch.at(index))), ("Duration", .double(duration)),
            ("ResponseTime", .double(duration)), ("HasFault", .bool(hasFault)), ("HasError", .bool(false)),
            ("HasThrottle", .bool(false)), ("IsPartial", .bool(false)), ("Http", .map([])), ("Annotations", .map([])),
            ("Users", .list([])),
            (
                "ServiceIds",
                .list([serviceID(function.name, Self.invokeType), own] + called.map { serviceID($0.name, $0.type) })
            ), ("ResourceARNs", .list([.object([("ARN", .string("\(arn):\(batch.alias)"))])])),
            ("EntryPoint", serviceID(function.name, Self.invokeType)),
            ("FaultRootCauses", .list(hasFault ? [rootCause(batch, index)] : [])), ("ErrorRootCauses", .list([])),
            ("ResponseTimeRootCauses", .list([])), ("Revision", .int(1)),
        ])
    }

    private func rootCause(_ batch: TraceModel.Batch, _ index: Int) -> WireValue {
        let culprit = batch.culprit(batch.faultNumber(index)).map { batch.function.downstream[$0] }
        let exception = WireValue.object([
            ("Name", .string(culprit == nil ? "Unhandled" : "ServiceError")),
            (
                "Message",
                .string(culprit.map { "\($0.name) answered with a fault" } ?? "TypeError: client.send is not a function")
            ),
        ])
        func entity(_ name: String, isRemote: Bool, isLast: Bool) -> WireValue {
            .object([
                ("Name", .string(name)), ("Exceptions", .list(isLast ? [exception] : [])), ("Remote", .bool(isRemote)),
            ])
        }
        func service(_ name: String, _ type: String, path: [WireValue], isInferred: Bool) -> WireValue {
            .map(
                (serviceID(name, type).members ?? []) + [
                    .init(name: "EntityPath", value: .list(path)), .init(name: "Inferred", value: .bool(isInferred)),
                ])
        }
        let name = batch.function.name
        var path = [entity(name, isRemote: false, isLast: culprit == nil)]
        if let culprit { path.append(entity(culprit.name, isRemote: true, isLast: false)) }
        var services = [service(name, Self.functionType, path: path, isInferred: false)]
        if let culprit {
            let own = [entity(culprit.name, isRemote: true, isLast: true)]
            services.append(service(culprit.name, culprit.type, path: own, isInferred: true))
        }
        return .object([("Services", .list(services)), ("ClientImpacting", .bool(true))])
    }

    private func serviceID(_ name: String, _ type: String) -> WireValue {
        .object([
            ("Name", .string(name)), ("Names", .strings([name])), ("AccountId", .string(world.account)), ("Type", .string(type)),
        ])
    }
}
