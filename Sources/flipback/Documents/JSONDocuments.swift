import IncidentModel

/// The JSON documents of CONTRACT.md, made of model values and nothing else. Times are RFC 3339 UTC with milliseconds, durations end
/// in `Ms`, shares are 0…1, versions are strings; what is not known is null. One file per document.
enum JSONDocuments {
    static func weights(_ weights: [VersionID: Double]) -> JSONValue {
        .object(
            Dictionary(weights.filter { $0.value != 0 }.map { ($0.key.name, .number($0.value)) }, uniquingKeysWith: { $1 }))
    }

    static func routing(_ routing: Routing) -> JSONValue {
        ["pointer": .string(routing.pointer.name), "weights": weights(routing.weights)]
    }

    static func effective(_ traffic: EffectiveTraffic) -> JSONValue {
        .array(traffic.parts.map { ["version": .string($0.version.name), "share": .number($0.share)] })
    }

    static func lastGood(_ lastGood: LastGood?) -> JSONValue {
        guard let lastGood else { return .null }
        return ["version": .string(lastGood.version.name), "evidence": .string(lastGood.evidence)]
    }

    static func readiness(_ readiness: Readiness) -> JSONValue {
        [
            "grade": .string(readiness.grade.rawValue), "predictedMs": JSONValue(readiness.predicted.milliseconds),
            "findings": .array(
                readiness.findings.map {
                    [
                        "code": .string($0.code), "severity": .string($0.level.rawValue), "text": .string($0.text),
                        "why": .string($0.why), "fix": .string($0.fix),
                    ]
                }),
        ]
    }

    static func refusal(_ refusal: Refusal?) -> JSONValue {
        guard let refusal else { return .null }
        return ["code": .string(refusal.code.rawValue), "text": .string(refusal.text)]
    }

    /// `live` or `drill`: watching is a way to look at a region, not a kind of region.
    static func mode(_ mode: ConsoleMode) -> JSONValue { mode == .drill ? "drill" : "live" }

    /// Why a command ended without a document of its own.
    static func failure(_ failure: Failure) -> JSONValue {
        [
            "error": [
                "code": .string(failure.code), "exitCode": JSONValue(Int(failure.status.rawValue)), "text": .string(failure.text),
            ]
        ]
    }
}
