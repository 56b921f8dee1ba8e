/// Which operation a path names. Lambda's paths begin with the date of the interface that brought the operation.
struct LambdaRoute: Sendable {
    var operation: LambdaOperation
    /// Decoded; empty where the path names no function.
    var function = ""
    /// Decoded: the alias, the mapping's UUID or the durable execution's ARN.
    var name = ""

    /// Nil for a path, date or method Lambda has no operation for, or this region does not model.
    init?(method: String, path: Substring, query: [String: String] = [:]) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true).map { QueryForm.decoded($0) }
        guard parts.count >= 2 else { return nil }
        let rest = Array(parts.dropFirst(2))
        switch parts[1] {
        case "functions":
            function = rest.first ?? ""
            name = rest.count > 2 ? rest[2] : ""
            let tail = rest.dropFirst().first ?? ""
            guard let found = Self.ofFunction(method, parts[0], rest.count, tail, query) else { return nil }
            operation = found
        case "event-source-mappings" where parts[0] == "2015-03-31" && method == "GET" && rest.count <= 1:
            name = rest.first ?? ""
            operation = rest.isEmpty ? .listEventSourceMappings : .getEventSourceMapping
        case "account-settings" where parts[0] == "2016-08-19" && method == "GET" && rest.isEmpty:
            operation = .getAccountSettings
        case "durable-executions" where parts[0] == "2025-12-01":
            name = rest.first ?? ""
            switch (method, rest.count, rest.dropFirst().first) {
            case ("GET", 1, _): operation = .getDurableExecution
            case ("POST", 2, "stop"): operation = .stopDurableExecution
            case ("POST", 2, "pause"): operation = .pauseDurableExecution
            case ("POST", 2, "resume"): operation = .resumeDurableExecution
            default: return nil
            }
        default: return nil
        }
    }

    private static func ofFunction(
        _ method: String, _ date: String, _ count: Int, _ tail: String, _ query: [String: String]
    ) -> LambdaOperation? {
        switch (date, method, count, tail) {
        case ("2015-03-31", "GET", 0, _): .listFunctions
        case ("2015-03-31", "GET", 1, _): .getFunction
        case ("2015-03-31", "GET", 2, "configuration"): .getFunctionConfiguration
        case ("2015-03-31", "GET", 2, "versions"): .listVersions
        case ("2015-03-31", "POST", 2, "versions"): .publishVersion
        case ("2015-03-31", "GET", 2, "aliases"): .listAliases
        case ("2015-03-31", "POST", 2, "aliases"): .createAlias
        case ("2015-03-31", "GET", 3, "aliases"): .getAlias
        case ("2015-03-31", "PUT", 3, "aliases"): .updateAlias
        case ("2015-03-31", "DELETE", 3, "aliases"): .deleteAlias
        case ("2015-03-31", "POST", 2, "invocations"): .invoke
        case ("2015-03-31", "GET", 2, "policy"): .getPolicy
        case ("2017-10-31", "PUT", 2, "concurrency"): .putFunctionConcurrency
        case ("2017-10-31", "DELETE", 2, "concurrency"): .deleteFunctionConcurrency
        case ("2019-09-25", "GET", 2, "event-invoke-config"): .getFunctionEventInvokeConfig
        case ("2019-09-30", "GET", 2, "concurrency"): .getFunctionConcurrency
        case ("2019-09-30", "PUT", 2, "provisioned-concurrency"): .putProvisionedConcurrency
        case ("2019-09-30", "GET", 2, "provisioned-concurrency"):
            query["List"] == "ALL" ? .listProvisionedConcurrency : .getProvisionedConcurrency
        case ("2019-09-30", "DELETE", 2, "provisioned-concurrency"): .deleteProvisionedConcurrency
        case ("2021-10-31", "GET", 2, "url"): .getFunctionURLConfig
        case ("2021-10-31", "GET", 2, "urls"): .listFunctionURLConfigs
        case ("2025-12-01", "GET", 2, "durable-executions"): .listDurableExecutions
        default: nil
        }
    }
}
