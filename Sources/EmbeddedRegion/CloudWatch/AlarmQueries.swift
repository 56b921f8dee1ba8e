/// DescribeAlarms and DescribeAlarmHistory.
struct AlarmQueries {
    let world: World
    let statuses: [AlarmBook.Status]

    /// CloudWatch keeps an alarm's history this long.
    private static let historyMilliseconds: Int64 = 30 * 86_400_000

    func describe(_ input: WireValue) throws(ServiceFailure) -> WireValue {
        let names = try texts(input, "AlarmNames", limit: 100)
        let types = try alarmTypes(input)
        let prefix = input["AlarmNamePrefix"]?.string
        if names != nil, prefix != nil {
            throw CloudWatchFailure.combination("AlarmNamePrefix and AlarmNames must not be used together.")
        }
        let state = try input["StateValue"].map { value throws(ServiceFailure) in
            guard let state = value.string.flatMap(AlarmState.init) else {
                throw CloudWatchFailure.validation("StateValue must be one of OK, ALARM, INSUFFICIENT_DATA.")
            }
            return state
        }
        let family = try family(input)
        let actionPrefix = input["ActionPrefix"]?.string
        let chosen = statuses.filter { status in
            types.contains(status.definition.isComposite ? "CompositeAlarm" : "MetricAlarm")
                && (names?.contains(status.definition.name) ?? true) && status.definition.name.hasPrefix(prefix ?? "")
                && (state.map { $0 == status.state } ?? true) && (family?.contains(status.definition.name) ?? true)
                && (actionPrefix.map { wanted in status.definition.actions.contains { $0.hasPrefix(wanted) } } ?? true)
        }
        let (page, token) = try cut(chosen, input, standard: 50)
        let metric = page.filter { !$0.definition.isComposite }.map { AlarmShapes.alarm($0, world) }
        let composite = page.filter { $0.definition.isComposite }.map { AlarmShapes.alarm($0, world) }
        return .object([
            ("CompositeAlarms", types.contains("CompositeAlarm") ? .list(composite) : nil),
            ("MetricAlarms", types.contains("MetricAlarm") ? .list(metric) : nil), ("NextToken", token.map { .string($0) }),
        ])
    }

    func history(_ input: WireValue) throws(ServiceFailure) -> WireValue {
        let name = input["AlarmName"]?.string
        let types = try alarmTypes(input)
        let kind = input["HistoryItemType"]?.string
        let start = try moment(input, "StartDate") ?? .min
        let end = try moment(input, "EndDate") ?? .max
        guard start <= end else { throw CloudWatchFailure.validation("StartDate must be before EndDate.") }
        var items: [AlarmShapes.HistoryItem] = []
        for status in statuses where types.contains(status.definition.isComposite ? "CompositeAlarm" : "MetricAlarm") {
            guard name == nil || status.definition.name == name else { continue }
            items += AlarmShapes.history(status, world).filter { item in
                item.at >= start && item.at <= end && (kind == nil || item.kind == kind)
                    && item.at > world.start - Self.historyMilliseconds
            }
        }
        let isAscending = input["ScanBy"]?.string == "TimestampAscending"
        let sorted = items.enumerated().sorted { one, other in
            if one.element.at != other.element.at { return isAscending == (one.element.at < other.element.at) }
            return isAscending == (one.offset < other.offset)
        }.map(\.element)
        let (page, token) = try cut(sorted, input, standard: 50)
        return .object([("AlarmHistoryItems", .list(page.map(\.value))), ("NextToken", token.map { .string($0) })])
    }

    /// Only metric alarms unless AlarmTypes asks for more: CloudWatch's documented trap.
    private func alarmTypes(_ input: WireValue) throws(ServiceFailure) -> [String] {
        let types = try texts(input, "AlarmTypes", limit: 3) ?? ["MetricAlarm"]
        if let other = types.first(where: { !["MetricAlarm", "CompositeAlarm", "LogAlarm"].contains($0) }) {
            throw CloudWatchFailure.validation(
                "AlarmTypes must be among MetricAlarm, CompositeAlarm, LogAlarm; found '\(other)'.")
        }
        return types.isEmpty ? ["MetricAlarm"] : types
    }

    private func family(_ input: WireValue) throws(ServiceFailure) -> Set<String>? {
        if let parent = input["ChildrenOfAlarmName"]?.string {
            guard let found = world.alarms.first(where: { $0.name == parent }) else { throw CloudWatchFailure.notFound(parent) }
            return Set(found.children)
        }
        if let child = input["ParentsOfAlarmName"]?.string {
            return Set(world.alarms.filter { $0.children.contains(child) }.map(\.name))
        }
        return nil
    }

    private func texts(_ input: WireValue, _ name: String, limit: Int) throws(ServiceFailure) -> [String]? {
        guard let value = input[name] else { return nil }
        guard let texts = value.list?.compactMap(\.string), texts.count <= limit else {
            throw CloudWatchFailure.validation("\(name) must be a list of at most \(limit) texts.")
        }
        return texts
    }

    private func moment(_ input: WireValue, _ name: String) throws(ServiceFailure) -> Int64? {
        guard let value = input[name] else { return nil }
        guard let moment = value.milliseconds else { throw CloudWatchFailure.validation("\(name) must be a timestamp.") }
        return moment
    }

    private func cut<Element>(
        _ all: [Element], _ input: WireValue, standard: Int
    ) throws(ServiceFailure) -> (page: [Element], token: String?) {
        var size = standard
        if let value = input["MaxRecords"] {
            guard let wanted = value.int, (1...100).contains(wanted) else {
                throw CloudWatchFailure.validation("MaxRecords must be between 1 and 100.")
            }
            size = wanted
        }
        var from = 0
        if let token = input["NextToken"]?.string {
            guard token.hasPrefix("n"), let offset = Int(token.dropFirst()), (0...all.count).contains(offset) else {
                throw CloudWatchFailure.nextToken()
            }
            from = offset
        }
        let end = min(all.count, from + size)
        return (Array(all[from..<end]), end < all.count ? "n\(end)" : nil)
    }
}

extension AlarmDefinition {
    var isComposite: Bool {
        if case .composite = source { return true }
        return false
    }

    /// The alarms a composite one looks at.
    var children: [String] {
        if case .composite(let rule) = source { return rule.alarmNames }
        return []
    }
}
