/// Lambda's reading operations on one snapshot.
struct LambdaReads {
    private let world: World

    init(_ world: World) { self.world = world }

    func listFunctions(_ query: [String: String]) throws(ServiceFailure) -> WireValue {
        // Documented: State, LastUpdateStatus and their reasons come from GetFunction only.
        // Names first: sorting a large account's records is dear, and a page has fifty.
        let names = world.functions.keys.sorted()
        var all: [(VersionRecord, FunctionRecord, String?)] = []
        switch query["FunctionVersion"] {
        case nil:
            let page = try Page(names, limit: 50, query: query)
            let items = page.items.compactMap { world.functions[$0] }
                .map { LambdaShapes.configuration($0.latest, $0, world, qualifier: nil, withState: false) }
            return LambdaShapes.page("Functions", items, marker: page.marker)
        case "ALL":
            for function in names.compactMap({ world.functions[$0] }) {
                all.append((function.latest, function, "$LATEST"))
                all += function.versions.map { ($0, function, $0.name) }
            }
        case let other?:
            throw LambdaFailure.validation(other, at: "functionVersion", "Member must satisfy enum value set: [ALL]")
        }
        let page = try Page(all, limit: 50, query: query)
        let items = page.items.map { LambdaShapes.configuration($0.0, $0.1, world, qualifier: $0.2, withState: false) }
        return LambdaShapes.page("Functions", items, marker: page.marker)
    }

    func getFunction(_ reference: FunctionReference, _ query: [String: String]) throws(ServiceFailure) -> WireValue {
        let configuration = try qualified(reference, query)
        let isImage = configuration["PackageType"]?.string == "Image"
        let digest = configuration["CodeSha256"]?.string ?? ""
        let image =
            "\(world.account).dkr.ecr.\(world.region).amazonaws.com/\(reference.name):\(configuration["Version"]?.string ?? "")"
        let location =
            "https://awslambda-\(world.region)-tasks.s3.\(world.region).amazonaws.com/snapshots/\(world.account)/\(reference.name)"
        return .object([
            ("Configuration", configuration),
            (
                "Code",
                .object(
                    isImage
                        ? [
                            ("RepositoryType", .string("ECR")), ("ImageUri", .string(image)),
                            ("ResolvedImageUri", .string("\(image)@sha256:\(digest)")),
                        ] : [("RepositoryType", .string("S3")), ("Location", .string(location))])
            ),
            (
                "Concurrency",
                world.functions[reference.name]?.wiring.reserved.map {
                    .object([("ReservedConcurrentExecutions", .int(Int64($0)))])
                }
            ),
        ])
    }

    func getFunctionConfiguration(
        _ reference: FunctionReference, _ query: [String: String]
    ) throws(ServiceFailure) -> WireValue {
        try qualified(reference, query)
    }

    /// `$LATEST` first, then ascending; 50 a page whatever MaxItems says.
    func listVersions(_ reference: FunctionReference, _ query: [String: String]) throws(ServiceFailure) -> WireValue {
        let function = try world.function(reference)
        let page = try Page([function.latest] + function.versions, limit: 50, query: query)
        let items = page.items.map {
            LambdaShapes.configuration($0, function, world, qualifier: $0.name, withState: world.lambda.listsVersionStates)
        }
        return LambdaShapes.page("Versions", items, marker: page.marker)
    }

    func listAliases(_ reference: FunctionReference, _ query: [String: String]) throws(ServiceFailure) -> WireValue {
        let function = try world.function(reference)
        var aliases = function.aliases.values.sorted { $0.name < $1.name }
        if let version = query["FunctionVersion"] {
            guard let number = version == "$LATEST" ? 0 : Int(version) else {
                throw LambdaFailure.validation(
                    version, at: "functionVersion", "Member must satisfy regular expression pattern: (\\$LATEST|[0-9]+)")
            }
            aliases = aliases.filter { $0.routing.pointer == number || $0.routing.extra?.version == number }
        }
        let page = try Page(aliases, limit: 50, query: query)
        let items = page.items.map { LambdaShapes.alias($0, function, world) }
        return LambdaShapes.page("Aliases", items, marker: page.marker)
    }

    func getAlias(_ reference: FunctionReference, _ name: String) throws(ServiceFailure) -> WireValue {
        let function = try world.function(reference)
        guard let alias = function.aliases[name] else {
            throw LambdaFailure.aliasNotFound("\(world.functionARN(function.name)):\(name)", reading: true)
        }
        return LambdaShapes.alias(alias, function, world)
    }

    /// The configuration behind a qualifier: none and `$LATEST`, a number, or an alias' pointer.
    private func qualified(_ reference: FunctionReference, _ query: [String: String]) throws(ServiceFailure) -> WireValue {
        let function = try world.function(reference)
        let qualifier = try reference.qualifier(with: query["Qualifier"])
        guard let qualifier else { return LambdaShapes.configuration(function.latest, function, world, qualifier: nil) }
        if let alias = function.aliases[qualifier], let version = function.version(alias.routing.pointer) {
            return LambdaShapes.configuration(version, function, world, qualifier: qualifier, revision: alias.revision)
        }
        let number = qualifier == "$LATEST" ? 0 : Int(qualifier) ?? -1
        guard number > 0 || qualifier == "$LATEST", let version = function.version(number) else {
            throw LambdaFailure.functionNotFound("\(world.functionARN(function.name)):\(qualifier)")
        }
        return LambdaShapes.configuration(version, function, world, qualifier: qualifier)
    }
}

extension World {
    func function(_ reference: FunctionReference) throws(ServiceFailure) -> FunctionRecord {
        guard let function = functions[reference.name] else { throw LambdaFailure.functionNotFound(functionARN(reference.name)) }
        return function
    }
}

extension FunctionReference {
    /// The qualifier of the path and of the query, which must not contradict each other.
    func qualifier(with parameter: String?) throws(ServiceFailure) -> String? {
        guard let parameter, let own = qualifier else { return parameter ?? qualifier }
        guard parameter == own else {
            throw LambdaFailure.invalid("The derived qualifier from the function name does not match the specified qualifier.")
        }
        return own
    }
}
