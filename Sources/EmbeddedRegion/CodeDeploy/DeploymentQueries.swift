/// CodeDeploy's reading operations on deployments.
enum DeploymentQueries {
    /// Ids of one BatchGetDeployments (API reference).
    private static let batchLimit = 25

    static func list(_ input: CodeDeployInput, _ world: World) throws(ServiceFailure) -> WireValue {
        try input.refuse(["externalId"])
        let hasApplication = try input.text("applicationName") != nil
        let hasGroup = try input.text("deploymentGroupName") != nil
        var place: (application: String, group: String)?
        if hasApplication || hasGroup {
            let (application, group) = try GroupOperations.named(input, world)
            place = (application.name, group.name)
        }
        var statuses = Set(DeploymentRecord.Status.allCases)
        if let wanted = try input.texts("includeOnlyStatuses") {
            let known = wanted.compactMap(DeploymentRecord.Status.init)
            guard known.count == wanted.count else {
                throw CodeDeployFailure.make(
                    "InvalidDeploymentStatus", "includeOnlyStatuses has a status that is not a deployment's.")
            }
            if !known.isEmpty { statuses = Set(known) }
        }
        let range = try input.part("createTimeRange")
        let start = try range?.moment("start") ?? .min
        let end = try range?.moment("end") ?? .max
        guard start <= end else {
            throw CodeDeployFailure.make("InvalidTimeRange", "The start of createTimeRange is after its end.")
        }
        let ids = world.codeDeploy.order.reversed().filter { id in
            guard let record = world.codeDeploy.deployments[id] else { return false }
            return (place.map { $0 == (record.application, record.group) } ?? true) && statuses.contains(record.status)
                && record.created >= start && record.created <= end
        }
        let (page, token) = try input.page(ids)
        return .object([("deployments", .strings(page)), ("nextToken", token)])
    }

    static func get(_ input: CodeDeployInput, _ world: World) throws(ServiceFailure) -> WireValue {
        .object([("deploymentInfo", CodeDeployShapes.deployment(try deployment(input, world)))])
    }

    /// As AWS does, an id that no deployment has is left out.
    static func batchGet(_ input: CodeDeployInput, _ world: World) throws(ServiceFailure) -> WireValue {
        guard let ids = try input.texts("deploymentIds"), !ids.isEmpty else {
            throw CodeDeployFailure.make("DeploymentIdRequired", "deploymentIds must be specified.")
        }
        guard ids.count <= batchLimit else {
            throw CodeDeployFailure.make(
                "BatchLimitExceeded", "The maximum number of deployment IDs is \(batchLimit); there are \(ids.count).")
        }
        for id in ids { try CodeDeployInput.check(deploymentID: id) }
        let found = ids.compactMap { world.codeDeploy.deployments[$0] }
        return .object([("deploymentsInfo", .list(found.map { CodeDeployShapes.deployment($0) }))])
    }

    static func deployment(_ input: CodeDeployInput, _ world: World) throws(ServiceFailure) -> DeploymentRecord {
        let id = try input.deploymentID()
        guard let record = world.codeDeploy.deployments[id] else { throw CodeDeployFailure.deployment(id) }
        return record
    }
}
