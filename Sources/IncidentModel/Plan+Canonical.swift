extension Plan {
    /// What an approval is bound to: everything that decides what the plan does to AWS. Left out is what only explains it (the words of
    /// its steps, evidence, warnings, what has to be typed, predictions) and when it was made. `canonical` of it is what is hashed.
    package var canonicalForm: JSONValue {
        [
            "format": 1, "target": .string(target.description), "account": .string(account), "region": .string(region),
            "command": .string(command.name), "before": Self.form(before), "after": Self.form(after),
            "revision": .string(revision.value), "calls": .array(steps.map { .string($0.call) }),
            "stops": JSONValue(stopping?.id),
            "provisioned": provisioned.map {
                ["strategy": .string($0.chosen.rawValue), "requested": JSONValue($0.requested)]
            } ?? .null,
        ]
    }

    private static func form(_ routing: Routing) -> JSONValue {
        let weights = routing.weights.filter { $0.value != 0 }.map { ($0.key.name, JSONValue.number($0.value)) }
        return ["pointer": .string(routing.pointer.name), "weights": .object(Dictionary(weights, uniquingKeysWith: { $1 }))]
    }
}
