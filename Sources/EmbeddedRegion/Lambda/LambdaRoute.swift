/// Which operation a path under /2015-03-31/functions names.
struct LambdaRoute: Sendable {
    enum Operation: String, Sendable {
        case listFunctions = "ListFunctions"
        case getFunction = "GetFunction"
        case getFunctionConfiguration = "GetFunctionConfiguration"
        case listVersions = "ListVersionsByFunction"
        case publishVersion = "PublishVersion"
        case listAliases = "ListAliases"
        case createAlias = "CreateAlias"
        case getAlias = "GetAlias"
        case updateAlias = "UpdateAlias"
        case deleteAlias = "DeleteAlias"
        case invoke = "Invoke"

        var isWrite: Bool {
            switch self {
            case .publishVersion, .createAlias, .updateAlias, .deleteAlias, .invoke: true
            default: false
            }
        }

        /// Invoke has no control-plane quota; GetFunction has its own.
        var lane: Quotas.Lane? {
            switch self {
            case .invoke: nil
            case .getFunction: .lambdaGetFunction
            default: .lambdaControl
            }
        }
    }

    var operation: Operation
    /// Decoded; empty for ListFunctions.
    var function: String
    var alias: String

    /// Nil for a path or method Lambda has no operation for, or this region does not model.
    init?(method: String, path: Substring) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: true).map { QueryForm.decoded($0) }
        guard parts.count >= 2, parts[0] == "2015-03-31", parts[1] == "functions" else { return nil }
        parts.removeFirst(2)
        function = parts.first ?? ""
        alias = parts.count > 2 ? parts[2] : ""
        let rest = parts.dropFirst().first
        switch (method, parts.count, rest) {
        case ("GET", 0, _): operation = .listFunctions
        case ("GET", 1, _): operation = .getFunction
        case ("GET", 2, "configuration"): operation = .getFunctionConfiguration
        case ("GET", 2, "versions"): operation = .listVersions
        case ("POST", 2, "versions"): operation = .publishVersion
        case ("GET", 2, "aliases"): operation = .listAliases
        case ("POST", 2, "aliases"): operation = .createAlias
        case ("GET", 3, "aliases"): operation = .getAlias
        case ("PUT", 3, "aliases"): operation = .updateAlias
        case ("DELETE", 3, "aliases"): operation = .deleteAlias
        case ("POST", 2, "invocations"): operation = .invoke
        default: return nil
        }
    }
}
