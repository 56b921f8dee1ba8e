import Foundation

/// GetServiceGraph on one snapshot: who calls whom in a time, counted over the traces of that time.
struct ServiceGraph {
    let world: World
    let model: TraceModel
    /// Region milliseconds.
    let now: Int64

    private struct Count {
        var total = 0
        var faults = 0
        /// Seconds.
        var time = 0.0

        static func + (one: Count, other: Count) -> Count {
            Count(total: one.total + other.total, faults: one.faults + other.faults, time: one.time + other.time)
        }
    }

    private struct Node: Hashable {
        var name: String
        var type: String
    }

    func graph(_ input: WireValue) throws(ServiceFailure) -> WireValue {
        let (from, to) = try TraceQueries.range(input)
        guard input["NextToken"] == nil else { throw TraceQueries.refusal("The token is not valid for this request.") }
        var nodes: [Node] = []
        var numbers: [Node: Int] = [:]
        var counts: [Node: Count] = [:]
        var edges: [Node: [(to: Node, count: Count)]] = [:]
        func number(_ node: Node) -> Int {
            if let known = numbers[node] { return known }
            numbers[node] = nodes.count
            nodes.append(node)
            return nodes.count - 1
        }
        for function in world.functions.values.filter({ !$0.downstream.isEmpty }).sorted(by: { $0.name < $1.name }) {
            let (own, called) = count(function, from: from, to: to)
            guard own.total > 0 else { continue }
            let client = Node(name: function.name, type: "client")
            let invoke = Node(name: function.name, type: TraceQueries.invokeType)
            let code = Node(name: function.name, type: TraceQueries.functionType)
            for node in [client, invoke, code] {
                _ = number(node)
                counts[node] = (counts[node] ?? Count()) + own
            }
            edges[client] = [(invoke, own)]
            edges[invoke] = [(code, own)]
            for (downstream, count) in zip(function.downstream, called) where count.total > 0 {
                let node = Node(name: downstream.name, type: downstream.type)
                _ = number(node)
                counts[node] = (counts[node] ?? Count()) + count
                edges[code, default: []].append((node, count))
            }
        }
        let services = nodes.map { node in
            service(
                node, number(node), counts[node] ?? Count(), (edges[node] ?? []).map { (number($0.to), $0.count) }, from: from,
                to: to)
        }
        return .object([
            ("StartTime", .time(from)), ("EndTime", .time(to)), ("Services", .list(services)),
            ("ContainsOldGroupVersions", .bool(false)),
        ])
    }

    private func count(_ function: FunctionRecord, from: Int64, to: Int64) -> (own: Count, called: [Count]) {
        var own = Count()
        var called = function.downstream.map { _ in Count() }
        for batch in model.batches(function, from: from, to: to, now: now) {
            let mean = batch.median * exp(batch.spread * batch.spread / 2) / 1000
            for index in 0..<batch.count where (from...to).contains(batch.at(index)) {
                let fails = batch.fails(index)
                own.total += 1
                own.faults += fails ? 1 : 0
                own.time += mean
                let culprit = fails ? batch.culprit(batch.faultNumber(index)) : nil
                for service in called.indices where batch.calls(service, index) {
                    called[service].total += 1
                    called[service].faults += culprit == service ? 1 : 0
                    called[service].time += function.downstream[service].mean / 1000
                }
            }
        }
        return (own, called)
    }

    private func service(
        _ node: Node, _ number: Int, _ count: Count, _ edges: [(to: Int, count: Count)], from: Int64, to: Int64
    ) -> WireValue {
        let isClient = node.type == "client"
        return .object([
            ("ReferenceId", .int(Int64(number))), ("Name", .string(node.name)), ("Names", .strings([node.name])),
            ("Root", node.type == TraceQueries.invokeType ? .bool(true) : nil),
            ("AccountId", node.type.hasPrefix("AWS::") ? .string(world.account) : nil), ("Type", .string(node.type)),
            ("State", .string(isClient ? "unknown" : "active")), ("StartTime", .time(from)), ("EndTime", .time(to)),
            (
                "Edges",
                .list(
                    edges.map { edge in
                        .object([
                            ("ReferenceId", .int(Int64(edge.to))), ("StartTime", .time(from)), ("EndTime", .time(to)),
                            ("SummaryStatistics", statistics(edge.count)), ("ResponseTimeHistogram", .list([])),
                            ("Aliases", .list([])),
                        ])
                    })
            ), ("SummaryStatistics", isClient ? nil : statistics(count)), ("DurationHistogram", .list([])),
            ("ResponseTimeHistogram", .list([])),
        ])
    }

    private func statistics(_ count: Count) -> WireValue {
        .object([
            ("OkCount", .int(Int64(count.total - count.faults))),
            ("ErrorStatistics", .object([("ThrottleCount", .int(0)), ("OtherCount", .int(0)), ("TotalCount", .int(0))])),
            (
                "FaultStatistics",
                .object([("OtherCount", .int(Int64(count.faults))), ("TotalCount", .int(Int64(count.faults)))])
            ), ("TotalCount", .int(Int64(count.total))), ("TotalResponseTime", .double(count.time)),
        ])
    }
}
