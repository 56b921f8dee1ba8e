/// CodeDeploy's operations on applications.
enum ApplicationOperations {
    /// Applications an account may have (CodeDeploy user guide, "CodeDeploy quotas").
    private static let limit = 1_000

    static func list(_ input: CodeDeployInput, _ world: World) throws(ServiceFailure) -> WireValue {
        let (names, token) = try input.page(world.codeDeploy.applications.keys.sorted())
        return .object([("applications", .strings(names)), ("nextToken", token)])
    }

    static func get(_ input: CodeDeployInput, _ world: World) throws(ServiceFailure) -> WireValue {
        .object([("application", CodeDeployShapes.application(try application(input, world)))])
    }

    static func create(_ input: CodeDeployInput, in world: inout World, now: Int64) throws(ServiceFailure) -> WireValue {
        let name = try input.applicationName()
        try input.refuse(["tags"])
        guard try input.text("computePlatform") == "Lambda" else {
            throw CodeDeployFailure.make(
                "InvalidComputePlatform", "The embedded region models the computePlatform Lambda only; name it.")
        }
        guard world.codeDeploy.applications[name] == nil else {
            throw CodeDeployFailure.make("ApplicationAlreadyExists", "Application already exists: \(name)")
        }
        guard world.codeDeploy.applications.count < limit else {
            throw CodeDeployFailure.make(
                "ApplicationLimitExceeded", "More applications were attempted to be created than are allowed.")
        }
        let id = world.codeDeploy.nextID(world.noise)
        world.codeDeploy.applications[name] = DeploymentApplication(name: name, id: id, created: now)
        return .object([("applicationId", .string(id))])
    }

    static func application(_ input: CodeDeployInput, _ world: World) throws(ServiceFailure) -> DeploymentApplication {
        let name = try input.applicationName()
        guard let application = world.codeDeploy.applications[name] else { throw CodeDeployFailure.application(name) }
        return application
    }
}
