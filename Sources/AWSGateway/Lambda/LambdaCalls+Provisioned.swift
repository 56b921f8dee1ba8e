import HTTPTransport
import IncidentModel

/// Requests about provisioned concurrency (Lambda API 2019-09-30).
extension LambdaCalls {
    private static func provisioned(_ function: String) -> String {
        path(function, root: "/2019-09-30/functions") + "/provisioned-concurrency"
    }

    static func listProvisioned(of function: String, marker: String?) -> ServiceCall {
        get("ListProvisionedConcurrencyConfigs", provisioned(function), [("List", "ALL")] + page(marker))
    }

    static func getProvisioned(of function: String, qualifier: String) -> ServiceCall {
        get("GetProvisionedConcurrencyConfig", provisioned(function), [("Qualifier", qualifier)])
    }

    static func putProvisioned(_ requested: Int, on function: String, qualifier: String) -> ServiceCall {
        let body: JSONValue = ["ProvisionedConcurrentExecutions": JSONValue(requested)]
        return ServiceCall(
            service: .lambda, operation: "PutProvisionedConcurrencyConfig", method: .put, path: provisioned(function),
            query: [("Qualifier", qualifier)], contentType: "application/json", body: Array(body.canonical.utf8))
    }

    static func deleteProvisioned(on function: String, qualifier: String) -> ServiceCall {
        ServiceCall(
            service: .lambda, operation: "DeleteProvisionedConcurrencyConfig", method: .delete, path: provisioned(function),
            query: [("Qualifier", qualifier)])
    }
}
