enum FunctionDecoder {
    static func function(_ node: ScenarioNode, account: String) throws(ScenarioError) -> Scenario.Function {
        let fields = try node.fields(known: ["name", "role", "versions", "aliases", "downstream"] + WiringDecoder.keys)
        guard let nameField = fields["name"], let versionList = fields["versions"] else {
            throw node.failure("a function needs 'name' and 'versions'")
        }
        let name = try nameField.text()
        let role = try fields["role"]?.text() ?? "\(name)-execution"
        var configuration = VersionConfiguration(
            codeSha256: "", codeSize: 4_194_304, runtime: "nodejs22.x", handler: "index.handler", memory: 512, timeout: 10,
            environment: [], role: "arn:aws:iam::\(account):role/\(role)", deadLetterTarget: nil, description: "")
        var versions: [Scenario.Version] = []
        for item in try versionList.items() {
            let version = try self.version(item, previous: configuration, account: account)
            if let before = versions.last {
                guard before.number < version.number, before.published < version.published else {
                    throw item.failure("versions are listed in the order of their numbers and of their publication")
                }
            }
            configuration = version.configuration
            versions.append(version)
        }
        guard !versions.isEmpty else { throw versionList.failure("a function needs at least one version") }
        var aliases: [Scenario.Alias] = []
        for item in try fields["aliases"]?.items() ?? [] { aliases.append(try alias(item, versions: versions)) }
        return Scenario.Function(
            name: name, versions: versions, aliases: aliases,
            wiring: try WiringDecoder(function: name, account: account, versions: versions, aliases: aliases).wiring(fields),
            downstream: try DownstreamDecoder.downstream(fields["downstream"], versions: versions))
    }

    /// What a version leaves out is as in the version before it.
    private static func version(
        _ node: ScenarioNode, previous: VersionConfiguration, account: String
    ) throws(ScenarioError) -> Scenario.Version {
        let fields = try node.fields(
            known: [
                "version", "published", "description", "code", "size", "runtime", "handler", "memory", "timeout",
                "environment", "role", "deadLetter", "state", "behaviour",
            ] + VersionHealthDecoder.keys)
        guard let number = fields["version"], let published = fields["published"] else {
            throw node.failure("a version needs 'version' and 'published'")
        }
        var made = previous
        made.description = try fields["description"]?.text() ?? ""
        if let value = fields["size"] { made.codeSize = try value.integer(1...262_144_000) }
        if let value = fields["runtime"] { made.runtime = try value.text() }
        if let value = fields["handler"] { made.handler = try value.text() }
        if let value = fields["memory"] { made.memory = try value.integer(128...10_240) }
        if let value = fields["timeout"] { made.timeout = try value.integer(1...900) }
        if let value = fields["environment"] { made.environment = try value.texts() }
        if let value = fields["role"] { made.role = "arn:aws:iam::\(account):role/" + (try value.text()) }
        if let value = fields["deadLetter"] { made.deadLetterTarget = try value.text() }
        if let value = fields["packageType"] { made.packageType = try value.choice(["Zip", "Image"]) }
        let state = try fields["state"]?.text() ?? "Active"
        guard ["Active", "Inactive", "Pending", "Failed"].contains(state) else {
            throw (fields["state"] ?? node).failure("a state is Active, Inactive, Pending or Failed")
        }
        let parsed = try number.integer(1...1_000_000)
        return Scenario.Version(
            number: parsed, published: try published.moment(), configuration: made,
            code: try fields["code"]?.text() ?? "\(parsed)", behaviours: try behaviours(fields["behaviour"]), state: state,
            health: try VersionHealthDecoder.health(fields, state: state))
    }

    private static func behaviours(_ node: ScenarioNode?) throws(ScenarioError) -> [Behaviour] {
        var made: [Behaviour] = []
        var last = Behaviour(from: .min, failing: 0.0003, median: 60, spread: 0.45)
        for item in try node?.items() ?? [] {
            let fields = try item.fields(known: ["from", "failing", "median", "spread"])
            if let from = fields["from"] {
                last.from = try from.moment()
            } else if !made.isEmpty {
                throw item.failure("every behaviour but the first needs 'from'")
            }
            if let before = made.last, before.from >= last.from {
                throw item.failure("behaviours are listed oldest first")
            }
            if let value = fields["failing"] { last.failing = try value.number(0...1) }
            if let value = fields["median"] { last.median = try value.number(0.1...900_000) }
            if let value = fields["spread"] { last.spread = try value.number(0.01...3) }
            made.append(last)
        }
        return made.isEmpty ? [last] : made
    }

    private static func alias(_ node: ScenarioNode, versions: [Scenario.Version]) throws(ScenarioError) -> Scenario.Alias {
        let fields = try node.fields(known: ["name", "description", "requestsPerMinute", "trafficEnds", "moves"])
        guard let name = fields["name"], let moveList = fields["moves"] else {
            throw node.failure("an alias needs 'name' and 'moves'")
        }
        func published(_ field: ScenarioNode, by moment: Int64) throws(ScenarioError) -> Int {
            let number = try field.integer(1...1_000_000)
            guard let version = versions.first(where: { $0.number == number }) else {
                throw field.failure("version \(number) is not among the function's versions")
            }
            guard version.published <= moment else { throw field.failure("version \(number) is published later than this") }
            return number
        }
        var moves: [Scenario.Move] = []
        for item in try moveList.items() {
            let move = try item.fields(known: ["at", "to", "weights"])
            guard let at = move["at"], let to = move["to"] else { throw item.failure("a move needs 'at' and 'to'") }
            let moment = try at.moment()
            guard moment <= 0 else { throw at.failure("a move lies in the past") }
            if let before = moves.last, before.at >= moment { throw item.failure("moves are listed oldest first") }
            var routing = Routing(pointer: try published(to, by: moment))
            for (key, value) in try move["weights"]?.pairs() ?? [] {
                guard routing.extra == nil else { throw key.failure("an alias has at most one extra version") }
                routing.extra = .init(version: try published(key, by: moment), weight: try value.number(0...1))
            }
            guard routing.extra?.version != routing.pointer else { throw item.failure("the extra version is the pointer itself") }
            moves.append(.init(at: moment, routing: routing))
        }
        guard !moves.isEmpty else { throw moveList.failure("an alias needs at least one move") }
        return Scenario.Alias(
            name: try name.text(), description: try fields["description"]?.text() ?? "",
            requestsPerMinute: try fields["requestsPerMinute"]?.number(0...10_000_000) ?? 0,
            trafficEnds: try fields["trafficEnds"]?.moment(), moves: moves)
    }
}
