/// Reads what calls a function and what capacity it has. Moments stay relative to the start.
struct WiringDecoder {
    let function: String
    let account: String
    let versions: [Scenario.Version]
    let aliases: [Scenario.Alias]

    static let keys = [
        "eventSources", "permissions", "urls", "reservedConcurrency", "provisioned", "durable", "asyncQueue", "eventInvoke",
    ]

    func wiring(_ fields: [String: ScenarioNode]) throws(ScenarioError) -> FunctionWiring {
        var made = FunctionWiring()
        for (index, item) in try (fields["eventSources"]?.items() ?? []).enumerated() {
            made.eventSources.append(try eventSource(item, index: index))
        }
        for item in try fields["permissions"]?.items() ?? [] { made.permissions.append(try permission(item)) }
        for item in try fields["urls"]?.items() ?? [] {
            let url = try url(item)
            guard !made.urls.contains(where: { $0.qualifier == url.qualifier }) else {
                throw item.failure("an alias has at most one URL")
            }
            made.urls.append(url)
        }
        if let field = fields["reservedConcurrency"] {
            made.reservations = [.init(at: .min, limit: try field.integer(0...1_000_000))]
        }
        for item in try fields["provisioned"]?.items() ?? [] {
            let (qualifier, record) = try provisioned(item)
            guard made.provisioned[qualifier] == nil else { throw item.failure("'\(qualifier)' is there twice") }
            made.provisioned[qualifier] = record
        }
        for item in try fields["durable"]?.items() ?? [] {
            let execution = try durable(item)
            guard !made.durable.contains(where: { $0.name == execution.name }) else {
                throw item.failure("durable execution '\(execution.name)' is there twice")
            }
            made.durable.append(execution)
        }
        if let field = fields["asyncQueue"] { made.asyncQueue = try asyncQueue(field) }
        for item in try fields["eventInvoke"]?.items() ?? [] { made.eventInvokes.append(try eventInvoke(item)) }
        return made
    }

    private func eventSource(_ node: ScenarioNode, index: Int) throws(ScenarioError) -> FunctionWiring.EventSource {
        let fields = try node.fields(known: ["source", "calls", "state", "batch", "modified"])
        guard let source = fields["source"] else { throw node.failure("an event source needs 'source', an ARN") }
        let noise = Noise(seed: 0)
        let states = ["Enabled", "Disabled", "Creating", "Enabling", "Disabling", "Updating", "Deleting"]
        return FunctionWiring.EventSource(
            uuid: noise.uuid(Noise.stream("mapping/\(function)"), Int64(index)), source: try arn(source),
            qualifier: try qualifier(fields["calls"]), state: try fields["state"]?.choice(states) ?? "Enabled",
            batchSize: try fields["batch"]?.integer(1...10_000) ?? 10,
            modified: try fields["modified"]?.pastMoment() ?? -30 * 86_400_000)
    }

    private func permission(_ node: ScenarioNode) throws(ScenarioError) -> FunctionWiring.Permission {
        let fields = try node.fields(known: ["id", "on", "principal", "source", "action"])
        guard let id = fields["id"], let principal = fields["principal"] else {
            throw node.failure("a permission needs 'id' and 'principal'")
        }
        return FunctionWiring.Permission(
            id: try id.text(), qualifier: try qualifier(fields["on"]), principal: try principal.text(),
            source: try fields["source"].map { field throws(ScenarioError) in try arn(field) },
            action: try fields["action"]?.text() ?? "lambda:InvokeFunction")
    }

    private func url(_ node: ScenarioNode) throws(ScenarioError) -> FunctionWiring.URL {
        let fields = try node.fields(known: ["on", "auth", "mode", "created"])
        let target = try qualifier(fields["on"])
        if let field = fields["on"], let target, !aliases.contains(where: { $0.name == target }) {
            throw field.failure("a URL is on an alias, or on the function without 'on'")
        }
        return FunctionWiring.URL(
            qualifier: target, auth: try fields["auth"]?.choice(["NONE", "AWS_IAM"]) ?? "AWS_IAM",
            mode: try fields["mode"]?.choice(["BUFFERED", "RESPONSE_STREAM"]) ?? "BUFFERED",
            created: try fields["created"]?.pastMoment() ?? -30 * 86_400_000)
    }

    private func provisioned(_ node: ScenarioNode) throws(ScenarioError) -> (String, ProvisionedRecord) {
        let fields = try node.fields(known: ["on", "concurrency", "since"])
        guard let on = fields["on"], let concurrency = fields["concurrency"] else {
            throw node.failure("provisioned concurrency needs 'on' and 'concurrency'")
        }
        guard let target = try qualifier(on), target != "$LATEST" else { throw on.failure("$LATEST can't be provisioned") }
        let requested = try concurrency.integer(1...100_000)
        let since = try fields["since"]?.pastMoment() ?? -30 * 86_400_000
        return (
            target,
            ProvisionedRecord(requested: requested, base: requested, modified: since, begins: since, perMinute: 500, fails: false)
        )
    }

    private func durable(_ node: ScenarioNode) throws(ScenarioError) -> DurableExecution {
        let fields = try node.fields(known: ["name", "version", "started", "status", "ends"])
        guard let name = fields["name"], let version = fields["version"], let started = fields["started"] else {
            throw node.failure("a durable execution needs 'name', 'version' and 'started'")
        }
        let number = try version.integer(1...1_000_000)
        guard versions.contains(where: { $0.number == number }) else {
            throw version.failure("version \(number) is not among the function's versions")
        }
        let began = try started.pastMoment()
        let words = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "STOPPED"]
        let status = DurableExecution.Status(rawValue: try fields["status"]?.choice(words) ?? "RUNNING") ?? .running
        let ended = try fields["ends"].map { field throws(ScenarioError) in try field.moment() }
        guard (ended ?? .max) > began else { throw (fields["ends"] ?? node).failure("it can't end before it started") }
        guard status == .running || ended != nil else { throw node.failure("an execution that is over needs 'ends'") }
        return DurableExecution(name: try name.text(), version: number, started: began, outcome: status, ended: ended)
    }

    private func asyncQueue(_ node: ScenarioNode) throws(ScenarioError) -> FunctionWiring.AsyncQueue {
        let fields = try node.fields(known: ["on", "oldest", "perMinute"])
        guard let oldest = fields["oldest"], let rate = fields["perMinute"] else {
            throw node.failure("an asynchronous queue needs 'oldest' and 'perMinute'")
        }
        return FunctionWiring.AsyncQueue(
            qualifier: try qualifier(fields["on"]), oldest: try oldest.length(), perMinute: try rate.number(0...1_000_000))
    }

    private func eventInvoke(_ node: ScenarioNode) throws(ScenarioError) -> FunctionWiring.EventInvoke {
        let fields = try node.fields(known: ["on", "retries", "maximumAge", "onFailure", "modified"])
        let age = try fields["maximumAge"]?.length() ?? 21_600_000
        guard (60_000...21_600_000).contains(age) else {
            throw (fields["maximumAge"] ?? node).failure("a maximum age is 1m to 6h")
        }
        return FunctionWiring.EventInvoke(
            qualifier: try qualifier(fields["on"]), retries: try fields["retries"]?.integer(0...2) ?? 2,
            maximumAge: Int(age / 1000), onFailure: try fields["onFailure"].map { field throws(ScenarioError) in try arn(field) },
            modified: try fields["modified"]?.pastMoment() ?? -30 * 86_400_000)
    }

    /// An alias or a version of the function, `$LATEST`, or nil.
    private func qualifier(_ node: ScenarioNode?) throws(ScenarioError) -> String? {
        guard let node else { return nil }
        let text = try node.text()
        guard
            text == "$LATEST" || aliases.contains(where: { $0.name == text })
                || versions.contains(where: { String($0.number) == text })
        else { throw node.failure("'\(text)' is no alias or version of \(function)") }
        return text
    }

    private func arn(_ node: ScenarioNode) throws(ScenarioError) -> String {
        let text = try node.text()
        guard text.hasPrefix("arn:"), text.split(separator: ":", omittingEmptySubsequences: false).count >= 6 else {
            throw node.failure("expected an ARN, such as arn:aws:sqs:eu-west-1:\(account):orders")
        }
        return text
    }
}
