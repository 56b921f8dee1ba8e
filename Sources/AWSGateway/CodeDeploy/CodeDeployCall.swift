import HTTPTransport
import IncidentEngine
import IncidentModel

/// CodeDeploy's requests (JSON 1.1, API version 2014-10-06).
enum CodeDeployCall {
    /// BatchGetDeployments' limit.
    static let deploymentsPerBatch = 25

    static func make(
        _ operation: String, _ body: JSONValue, policy: HTTPRequest.ConnectionPolicy = .reuse
    ) -> ServiceCall {
        ServiceCall(
            service: .codeDeploy, operation: operation, method: .post, contentType: "application/x-amz-json-1.1",
            target: "CodeDeploy_20141006." + operation, body: Array(body.canonical.utf8), policy: policy)
    }

    static func listApplications(token: String?) -> ServiceCall { make("ListApplications", page([:], token)) }

    static func listDeploymentGroups(_ application: String, token: String?) -> ServiceCall {
        make("ListDeploymentGroups", page(["applicationName": .string(application)], token))
    }

    /// Over all applications: neither application nor group is given.
    static func listDeployments(
        _ statuses: [Deployment.Status] = [], createdSince: Timestamp? = nil, token: String?
    ) -> ServiceCall {
        var body: [String: JSONValue] = [:]
        if !statuses.isEmpty { body["includeOnlyStatuses"] = .array(statuses.map { .string($0.rawValue) }) }
        if let createdSince { body["createTimeRange"] = ["start": .number(createdSince.seconds.rounded(.down))] }
        return make("ListDeployments", page(body, token))
    }

    static func batchGetDeployments(_ ids: [String]) -> ServiceCall {
        make("BatchGetDeployments", ["deploymentIds": .array(ids.map { .string($0) })])
    }

    static func getDeployment(_ id: String) -> ServiceCall { make("GetDeployment", ["deploymentId": .string(id)]) }

    static func listDeploymentTargets(_ id: String, token: String?) -> ServiceCall {
        make("ListDeploymentTargets", page(["deploymentId": .string(id)], token))
    }

    static func batchGetDeploymentTargets(_ id: String, _ targets: [String]) -> ServiceCall {
        make("BatchGetDeploymentTargets", ["deploymentId": .string(id), "targetIds": .array(targets.map { .string($0) })])
    }

    static func getDeploymentGroup(_ group: GroupKey) -> ServiceCall {
        make(
            "GetDeploymentGroup",
            ["applicationName": .string(group.application), "deploymentGroupName": .string(group.group)])
    }

    static func getDeploymentConfig(_ name: String) -> ServiceCall {
        make("GetDeploymentConfig", ["deploymentConfigName": .string(name)])
    }

    static func getApplicationRevision(_ application: String, _ revision: JSONValue) -> ServiceCall {
        make("GetApplicationRevision", ["applicationName": .string(application), "revision": revision])
    }

    /// Without a rollback a stopped deployment leaves the alias on two versions, and the group's next deployments fail.
    static func stopDeployment(_ id: String) -> ServiceCall {
        make("StopDeployment", ["deploymentId": .string(id), "autoRollbackEnabled": true])
    }

    /// On a connection of its own: a second one would be a second deployment.
    static func createDeployment(_ request: DeploymentRequest) -> ServiceCall {
        var body: [String: JSONValue] = [
            "applicationName": .string(request.application), "deploymentGroupName": .string(request.group),
            "revision": [
                "revisionType": "AppSpecContent",
                "appSpecContent": ["content": .string(AppSpec.content(of: request))],
            ],
        ]
        if let configuration = request.configuration { body["deploymentConfigName"] = .string(configuration) }
        if !request.description.isEmpty { body["description"] = .string(request.description) }
        if request.overridesAlarms { body["overrideAlarmConfiguration"] = ["enabled": false, "alarms": []] }
        return make("CreateDeployment", .object(body), policy: .fresh)
    }

    private static func page(_ body: [String: JSONValue], _ token: String?) -> JSONValue {
        var body = body
        if let token { body["nextToken"] = .string(token) }
        return .object(body)
    }
}
