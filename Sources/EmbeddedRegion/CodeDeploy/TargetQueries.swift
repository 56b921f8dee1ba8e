/// CodeDeploy's operations on a deployment's targets; on the Lambda platform there is one.
enum TargetQueries {
    /// Ids of one BatchGetDeploymentTargets (API reference).
    private static let batchLimit = 25

    static func list(_ input: CodeDeployInput, _ world: World) throws(ServiceFailure) -> WireValue {
        let record = try started(input, world)
        var ids = [record.targetID]
        for filter in try input.part("targetFilters")?.value.members ?? [] {
            guard filter.name == "TargetStatus" else {
                throw CodeDeployFailure.make(
                    "InvalidTargetFilterName", "The Lambda platform has no target filter '\(filter.name)'.")
            }
            guard let wanted = filter.value.list?.compactMap(\.string) else { throw CodeDeployInput.wrongType("targetFilters") }
            if !wanted.contains(record.targetStatus) { ids = [] }
        }
        let (page, token) = try input.page(ids)
        return .object([("nextToken", token), ("targetIds", .strings(page))])
    }

    static func get(_ input: CodeDeployInput, _ world: World) throws(ServiceFailure) -> WireValue {
        let record = try started(input, world)
        guard let id = try input.text("targetId"), !id.isEmpty else { throw required() }
        guard id == record.targetID else { throw absent(id, record) }
        return .object([("deploymentTarget", CodeDeployShapes.target(record, world))])
    }

    static func batchGet(_ input: CodeDeployInput, _ world: World) throws(ServiceFailure) -> WireValue {
        let record = try started(input, world)
        guard let ids = try input.texts("targetIds"), !ids.isEmpty else { throw required() }
        guard ids.count <= batchLimit else {
            throw CodeDeployFailure.make(
                "DeploymentTargetListSizeExceeded", "The maximum number of target IDs is \(batchLimit); there are \(ids.count).")
        }
        if let other = ids.first(where: { $0 != record.targetID }) { throw absent(other, record) }
        return .object([("deploymentTargets", .list([CodeDeployShapes.target(record, world)]))])
    }

    private static func started(_ input: CodeDeployInput, _ world: World) throws(ServiceFailure) -> DeploymentRecord {
        let record = try DeploymentQueries.deployment(input, world)
        guard record.started != nil else { throw CodeDeployFailure.notStarted(record.id) }
        return record
    }

    private static func required() -> ServiceFailure {
        CodeDeployFailure.make("DeploymentTargetIdRequired", "A deployment target ID must be specified.")
    }

    private static func absent(_ id: String, _ record: DeploymentRecord) -> ServiceFailure {
        CodeDeployFailure.make("DeploymentTargetDoesNotExist", "The deployment \(record.id) has no target '\(id)'.")
    }
}
