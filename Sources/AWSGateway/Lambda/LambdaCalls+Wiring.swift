/// Requests about what sends work to a function, each in the API version that it came with.
extension LambdaCalls {
    /// - Parameter function: with `:QUALIFIER` for the mappings of an alias or version.
    static func listEventSourceMappings(_ function: String, marker: String?) -> ServiceCall {
        get(
            "ListEventSourceMappings", "/2015-03-31/event-source-mappings",
            [("FunctionName", function)] + page(marker, items: 100))
    }

    static func getPolicy(_ function: String, qualifier: String?) -> ServiceCall {
        get("GetPolicy", path(function) + "/policy", qualifier.map { [("Qualifier", $0)] } ?? [])
    }

    static func listURLs(_ function: String, marker: String?) -> ServiceCall {
        get("ListFunctionUrlConfigs", path(function, root: "/2021-10-31/functions") + "/urls", page(marker))
    }

    static func getConcurrency(_ function: String) -> ServiceCall {
        get("GetFunctionConcurrency", path(function, root: "/2019-09-30/functions") + "/concurrency", [])
    }

    static func getAccountSettings() -> ServiceCall { get("GetAccountSettings", "/2016-08-19/account-settings", []) }

    static func listDurableExecutions(_ function: String, qualifier: String, marker: String?) -> ServiceCall {
        get(
            "ListDurableExecutionsByFunction", path(function, root: "/2025-12-01/functions") + "/durable-executions",
            [("Qualifier", qualifier), ("Statuses", "RUNNING")] + page(marker, items: 100))
    }
}
