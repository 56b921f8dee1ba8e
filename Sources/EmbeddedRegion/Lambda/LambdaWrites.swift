/// Lambda's writing operations: each reads, checks and writes as one step.
struct LambdaWrites {
    let store: WorldStore
    let clock: RegionClock

    /// Omitted members keep what is there; RevisionId is the fence.
    func updateAlias(_ reference: FunctionReference, _ name: String, _ body: WireValue) throws(ServiceFailure) -> WireValue {
        let update = AliasUpdate(
            function: reference.name, alias: name, version: try text(body, "FunctionVersion"),
            description: try description(body), routingConfig: body["RoutingConfig"], fence: try text(body, "RevisionId"))
        return try store.change { world throws(ServiceFailure) in try update.apply(to: &world, at: clock.now()) }
    }

    func createAlias(_ reference: FunctionReference, _ body: WireValue) throws(ServiceFailure) -> WireValue {
        let description = try description(body) ?? ""
        guard let version = try text(body, "FunctionVersion"), let name = try text(body, "Name") else {
            throw LambdaFailure.validation("null", at: "name", "Member must not be null")
        }
        guard FunctionReference.isQualifier(name), !name.allSatisfy(\.isNumber), name != "$LATEST" else {
            throw LambdaFailure.validation(
                name, at: "name", "Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)")
        }
        return try store.change { world throws(ServiceFailure) in
            var function = try world.function(reference)
            let arn = world.functionARN(function.name)
            guard function.aliases[name] == nil else { throw LambdaFailure.conflict("Alias already exists: \(arn):\(name)") }
            let routing = try AliasRules.routing(
                after: nil, version: version, routingConfig: body["RoutingConfig"], function: function, arn: arn)
            let alias = AliasRecord(
                name: name, description: description, revision: world.revision("\(function.name):\(name)", write: 1), writes: 1,
                history: [.init(at: clock.now(), routing: routing)], requestsPerMinute: 0)
            function.aliases[name] = alias
            world.functions[function.name] = function
            return LambdaShapes.alias(alias, function, world)
        }
    }

    /// As AWS does, an absent alias is no error.
    func deleteAlias(_ reference: FunctionReference, _ name: String) throws(ServiceFailure) {
        try store.change { world throws(ServiceFailure) in
            var function = try world.function(reference)
            function.aliases[name] = nil
            function.wiring.provisioned[name] = nil
            world.lambda.shifts["\(function.name):\(name)"] = nil
            world.functions[function.name] = function
        }
    }

    /// As AWS does, nothing is published when code and configuration are those of the newest version.
    func publishVersion(_ reference: FunctionReference, _ body: WireValue) throws(ServiceFailure) -> WireValue {
        let description = try description(body)
        let hash = try text(body, "CodeSha256")
        let fence = try text(body, "RevisionId")
        return try store.change { world throws(ServiceFailure) in
            var function = try world.function(reference)
            if let fence, fence != function.latest.revision { throw LambdaFailure.fence() }
            if let hash, hash != function.latest.configuration.codeSha256 {
                throw LambdaFailure.invalid(
                    "CodeSHA256 (\(hash)) is different from current CodeSHA256 in $LATEST "
                        + "(\(function.latest.configuration.codeSha256)). Please try again with the CodeSHA256 in $LATEST.")
            }
            if let newest = function.versions.last {
                var same = newest.configuration
                same.description = function.latest.configuration.description
                if same == function.latest.configuration {
                    return LambdaShapes.configuration(newest, function, world, qualifier: newest.name)
                }
            }
            var version = function.latest
            version.number = (function.versions.last?.number ?? 0) + 1
            version.published = clock.now()
            if let description { version.configuration.description = description }
            version.revision = world.revision("\(function.name):\(version.number)", write: 0)
            function.versions.append(version)
            world.functions[function.name] = function
            return LambdaShapes.configuration(version, function, world, qualifier: version.name)
        }
    }

    private func text(_ body: WireValue, _ name: String) throws(ServiceFailure) -> String? {
        guard let value = body[name] else { return nil }
        guard let text = value.string else { throw LambdaFailure.wrongType(name) }
        return text
    }

    private func description(_ body: WireValue) throws(ServiceFailure) -> String? {
        guard let text = try text(body, "Description") else { return nil }
        guard text.utf8.count <= 256 else {
            throw LambdaFailure.validation(text, at: "description", "Member must have length less than or equal to 256")
        }
        return text
    }
}
