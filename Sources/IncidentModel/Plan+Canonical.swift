extension Plan {
    /// What an approval is bound to: everything that decides what the plan does to AWS. Left out is what only explains it (the words of
    /// its steps, evidence, warnings, what has to be typed, predictions) and when it was made. A plan that stops a deployment first is
    /// fenced by what it reads after that, so the deployment's steps change neither what it does nor what it is: of its present routing
    /// only the versions count. `canonical` of it is what is hashed.
    package var canonicalForm: JSONValue {
        [
            "format": 1, "target": .string(target.description), "account": .string(account), "region": .string(region),
            "command": .string(command.name), "before": stopping == nil ? Self.form(before) : Self.versions(before),
            "after": Self.form(after), "revision": stopping == nil ? .string(revision.value) : .null,
            "calls": .array(steps.map { .string($0.call) }),
            "stops": JSONValue(stopping?.id),
            "provisioned": provisioned.map {
                ["strategy": .string($0.chosen.rawValue), "requested": JSONValue($0.requested)]
            } ?? .null,
        ]
    }

    private static func versions(_ routing: Routing) -> JSONValue {
        .array(EffectiveTraffic(routing).parts.map(\.version).sorted().map { .string($0.name) })
    }

    private static func form(_ routing: Routing) -> JSONValue {
        let weights = routing.weights.filter { $0.value != 0 }.map { ($0.key.name, JSONValue.number($0.value)) }
        return ["pointer": .string(routing.pointer.name), "weights": .object(Dictionary(weights, uniquingKeysWith: { $1 }))]
    }
}
