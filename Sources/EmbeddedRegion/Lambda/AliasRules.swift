/// What Lambda lets an alias point to (developer guide "Lambda function aliases", "Implement Lambda canary deployments using a weighted
/// alias"; texts as AWS sends them).
enum AliasRules {
    /// The routing after a write.
    ///
    /// - Parameters:
    ///   - version: the request's FunctionVersion; nil keeps the pointer.
    ///   - routingConfig: the request's RoutingConfig; nil keeps the weights, an empty map clears them.
    static func routing(
        after current: Routing?, version: String?, routingConfig: WireValue?, function: FunctionRecord, arn: String
    ) throws(ServiceFailure) -> Routing {
        var next = current ?? Routing(pointer: 0)
        if let version {
            next.pointer = try number(version, function, arn: arn)
        }
        if let routingConfig {
            guard let members = routingConfig.members else { throw LambdaFailure.wrongType("RoutingConfig") }
            let weights = members.first { $0.name == "AdditionalVersionWeights" }?.value ?? .map([])
            next.extra = try extra(weights, function: function, arn: arn, pointer: next.pointer)
        }
        guard let extra = next.extra else { return next }
        guard next.pointer != 0 else {
            throw LambdaFailure.invalid("$LATEST is not supported for an alias pointing to more than 1 version")
        }
        guard extra.version != next.pointer else {
            throw LambdaFailure.invalid(
                "Invalid function version \(next.pointer). Function version \(next.pointer) is already included in routing configuration."
            )
        }
        try alike(next.pointer, extra.version, function)
        return next
    }

    private static func number(_ text: String, _ function: FunctionRecord, arn: String) throws(ServiceFailure) -> Int {
        guard text == "$LATEST" || (1...1024).contains(text.utf8.count) && text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw LambdaFailure.validation(
                text, at: "functionVersion", "Member must satisfy regular expression pattern: (\\$LATEST|[0-9]+)")
        }
        let number = text == "$LATEST" ? 0 : Int(text) ?? -1
        guard number != 0 || text == "$LATEST", function.version(number) != nil else {
            throw LambdaFailure.functionNotFound("\(arn):\(text)")
        }
        return number
    }

    private static func extra(
        _ weights: WireValue, function: FunctionRecord, arn: String, pointer: Int
    ) throws(ServiceFailure) -> Routing.Extra? {
        guard let entries = weights.members else { throw LambdaFailure.wrongType("AdditionalVersionWeights") }
        guard entries.count <= 1 else {
            throw LambdaFailure.invalid("Number of items in AdditionalVersionWeights cannot be greater than 1")
        }
        guard let entry = entries.first else { return nil }
        let weight: Double
        switch entry.value {
        case .int(let value): weight = Double(value)
        case .double(let value): weight = value
        default: throw LambdaFailure.wrongType("AdditionalVersionWeights")
        }
        let shown = "{\(entry.name)=\(weight)}"
        guard weight >= 0, weight < 1 else {
            throw LambdaFailure.validation(
                shown, at: "routingConfig.additionalVersionWeights",
                "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater "
                    + "than or equal to 0.0, Member must not be null]")
        }
        if entry.name == "$LATEST" || pointer == 0 {
            throw LambdaFailure.invalid("$LATEST is not supported for an alias pointing to more than 1 version")
        }
        guard (1...1024).contains(entry.name.utf8.count), entry.name.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw LambdaFailure.validation(
                shown, at: "routingConfig.additionalVersionWeights",
                "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater "
                    + "than or equal to 1, Member must satisfy regular expression pattern: [0-9]+, Member must not be null]")
        }
        return Routing.Extra(version: try number(entry.name, function, arn: arn), weight: weight)
    }

    /// Both versions of a weighted alias need the same role, and the same dead-letter queue or none.
    private static func alike(_ one: Int, _ other: Int, _ function: FunctionRecord) throws(ServiceFailure) {
        guard let a = function.version(one)?.configuration, let b = function.version(other)?.configuration else { return }
        guard a.role == b.role else {
            throw LambdaFailure.invalid("Specified versions must be associated with the same execution role")
        }
        guard a.deadLetterTarget == b.deadLetterTarget else {
            throw LambdaFailure.invalid("Specified versions must have the same dead letter queue configuration or none")
        }
    }
}
