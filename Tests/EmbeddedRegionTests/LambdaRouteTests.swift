import Testing

@testable import EmbeddedRegion

@Suite struct LambdaRouteTests {
    @Test(arguments: [
        ("GET", "/2019-09-30/functions/f/provisioned-concurrency", "List=ALL", "ListProvisionedConcurrencyConfigs"),
        ("GET", "/2019-09-30/functions/f/provisioned-concurrency", "Qualifier=prod", "GetProvisionedConcurrencyConfig"),
        ("PUT", "/2019-09-30/functions/f/provisioned-concurrency", "Qualifier=prod", "PutProvisionedConcurrencyConfig"),
        ("GET", "/2019-09-30/functions/f/concurrency", "", "GetFunctionConcurrency"),
        ("PUT", "/2017-10-31/functions/f/concurrency", "", "PutFunctionConcurrency"),
        ("GET", "/2016-08-19/account-settings", "", "GetAccountSettings"),
        ("GET", "/2015-03-31/event-source-mappings", "FunctionName=f", "ListEventSourceMappings"),
        ("GET", "/2021-10-31/functions/f/urls", "", "ListFunctionUrlConfigs"),
        ("POST", "/2025-12-01/durable-executions/arn%3Aaws%2Fx/stop", "", "StopDurableExecution"),
        ("PUT", "/2015-03-31/functions/f/aliases/prod", "", "UpdateAlias"),
    ])
    func pathsNameTheirOperation(method: String, path: String, query: String, operation: String) {
        let request = WireRequest(method: method, target: path + "?" + query, headers: [], body: [])
        let route = LambdaRoute(method: method, path: request.path, query: request.query)
        #expect(route?.operation.rawValue == operation)
        #expect(RequestLabel(request).operation == operation, "faults and the log name it the same")
    }

    @Test(arguments: [
        ("GET", "/2015-03-31/functions/f/provisioned-concurrency"), ("PUT", "/2019-09-30/functions/f/concurrency"),
        ("DELETE", "/2016-08-19/account-settings"), ("GET", "/2025-12-01/durable-executions"), ("GET", "/2015-03-31"),
        ("GET", "/"),
        ("POST", "/2025-12-01/durable-executions/x/erase"), ("GET", "/2015-03-31/layers"),
    ])
    func otherDatesAndMethodsNameNone(method: String, path: String) {
        #expect(LambdaRoute(method: method, path: path[...]) == nil)
    }
}
