import HTTPTransport
import IncidentModel

/// Lambda's requests (rest-json, API version 2015-03-31).
enum LambdaCalls {
    static let root = "/2015-03-31/functions"

    static func listFunctions(marker: String?) -> ServiceCall {
        get("ListFunctions", root, page(marker))
    }

    /// - Parameter qualifier: an alias or a version.
    static func getFunction(_ function: String, qualifier: String?) -> ServiceCall {
        get("GetFunction", path(function), qualifier.map { [("Qualifier", $0)] } ?? [])
    }

    static func listVersions(of function: String, marker: String?) -> ServiceCall {
        get("ListVersionsByFunction", path(function) + "/versions", page(marker))
    }

    static func listAliases(of function: String, marker: String?) -> ServiceCall {
        get("ListAliases", path(function) + "/aliases", page(marker))
    }

    static func getAlias(_ target: Target) -> ServiceCall { get("GetAlias", path(target), []) }

    /// An explicit RoutingConfig, because AWS keeps the old weights when it is left out; the revision as fence, always.
    static func updateAlias(_ target: Target, to routing: Routing, expecting revision: RevisionID) -> ServiceCall {
        let weights = routing.weights.filter { $0.value > 0 }.map { ($0.key.name, JSONValue.number($0.value)) }
        let body: JSONValue = [
            "FunctionVersion": .string(routing.pointer.name),
            "RoutingConfig": ["AdditionalVersionWeights": .object(Dictionary(uniqueKeysWithValues: weights))],
            "RevisionId": .string(revision.value),
        ]
        return ServiceCall(
            service: .lambda, operation: "UpdateAlias", method: .put, path: path(target), contentType: "application/json",
            body: Array(body.canonical.utf8), policy: .reuse)
    }

    static func get(_ operation: String, _ path: String, _ query: [(name: String, value: String)]) -> ServiceCall {
        ServiceCall(service: .lambda, operation: operation, method: .get, path: path, query: query)
    }

    /// A name, a partial ARN or an ARN is one segment; `..` cannot climb, for no dot-only name is a function's.
    static func path(_ function: String, root: String = root) -> String {
        let dots = function.allSatisfy { $0 == "." }
        return root + "/" + (dots ? function.map { _ in "%2E" }.joined() : percentEncoded(function))
    }

    private static func path(_ target: Target) -> String { path(target.function) + "/aliases/" + percentEncoded(target.alias) }

    static func page(_ marker: String?, items: Int = 50) -> [(name: String, value: String)] {
        (marker.map { [("Marker", $0)] } ?? []) + [("MaxItems", String(items))]
    }
}
