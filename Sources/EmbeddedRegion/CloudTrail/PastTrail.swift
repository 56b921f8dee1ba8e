/// The events of the time before the start: what the scenario's functions went through, done by their pipeline.
struct PastTrail {
    /// One publication or alias write, light enough to sort a large account's.
    struct Key {
        var at: Int64
        var function: String
        /// Nil for a publication.
        var alias: String?
        /// Of the version or of the alias' change.
        var index: Int

        var name: String {
            guard alias != nil else { return "PublishVersion20150331" }
            return index == 0 ? "CreateAlias20150331" : "UpdateAlias20150331"
        }

        /// Names the event for the seed.
        var text: String { "past/\(function)/\(alias ?? "")/\(index)" }
    }

    static let role = "ci-deployer"

    let world: World

    /// Those of one function, or of all.
    func keys(function: String?) -> [Key] {
        let functions = function.map { name in world.trail.past[name].map { [$0] } ?? [] } ?? Array(world.trail.past.values)
        var keys: [Key] = []
        for function in functions {
            for (index, version) in function.versions.enumerated() where version.published <= world.start {
                keys.append(Key(at: version.published, function: function.name, alias: nil, index: index))
            }
            for alias in function.aliases.values {
                for (index, change) in alias.history.enumerated() where change.at <= world.start {
                    keys.append(Key(at: change.at, function: function.name, alias: alias.name, index: index))
                }
            }
        }
        return keys
    }

    func entry(_ key: Key) -> TrailEntry? {
        guard let function = world.trail.past[key.function] else { return nil }
        let stream = Noise.stream("trail/" + key.text)
        var entry: TrailEntry
        if let name = key.alias {
            guard let alias = function.aliases[name], alias.history.indices.contains(key.index) else { return nil }
            let routing = alias.history[key.index].routing
            func revision(_ write: Int) -> String { world.revision("\(function.name):\(name)", write: Int64(write)) }
            entry = .aliasWrite(
                key.name, alias, function, world, routing: routing, revision: revision(key.index + 1), at: key.at,
                by: pipeline(function, version: routing.extra?.version ?? routing.pointer), fence: nil,
                requestID: world.noise.uuid(stream, 1))
        } else {
            guard function.versions.indices.contains(key.index) else { return nil }
            let version = function.versions[key.index]
            let reply = LambdaShapes.configuration(version, function, world, qualifier: version.name)
            entry = TrailEntry(
                at: key.at, source: "lambda.amazonaws.com", name: key.name,
                identity: pipeline(function, version: version.number),
                requestParameters: .object([
                    ("functionName", .string(function.name)), ("description", .string(version.configuration.description)),
                ]), responseElements: reply.lowerCamelCased, resources: [("AWS::Lambda::Function", function.name)],
                requestID: world.noise.uuid(stream, 1), sourceIPAddress: "203.0.113.24",
                userAgent: "Boto3/1.40.61 md/Botocore#1.40.61 ua/2.1 os/linux lang/python#3.13.7")
        }
        entry.key = key.text
        return entry
    }

    /// The session is the run that a version's description begins with, `ci/1182` → `ci-1182`.
    private func pipeline(_ function: FunctionRecord, version: Int) -> TrailIdentity {
        let words = function.version(version)?.configuration.description.split(separator: " ") ?? []
        let run = words.first.map { $0.split(separator: "/", omittingEmptySubsequences: false) } ?? []
        guard run.count == 2, run[0].allSatisfy(\.isLetter), !run[0].isEmpty, !run[1].isEmpty, run[1].allSatisfy(\.isNumber)
        else { return .role(Self.role, session: "ci-\(function.name)-\(version)") }
        return .role(Self.role, session: "\(run[0])-\(run[1])")
    }
}
