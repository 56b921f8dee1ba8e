/// CodeDeploy's operations on deployment groups.
enum GroupOperations {
    /// Groups of an application, and of one batch (CodeDeploy user guide, "CodeDeploy quotas"; API reference).
    private static let limit = 1_000
    private static let batchLimit = 100

    private static let unmodelled = [
        "ec2TagFilters", "onPremisesInstanceTagFilters", "autoScalingGroups", "triggerConfigurations",
        "outdatedInstancesStrategy",
        "blueGreenDeploymentConfiguration", "loadBalancerInfo", "ec2TagSet", "ecsServices", "onPremisesTagSet", "tags",
        "ec2DeploymentOptions", "terminationHookEnabled",
    ]

    static func list(_ input: CodeDeployInput, _ world: World) throws(ServiceFailure) -> WireValue {
        let application = try ApplicationOperations.application(input, world)
        let (names, token) = try input.page(application.groups.keys.sorted())
        return .object([
            ("applicationName", .string(application.name)), ("deploymentGroups", .strings(names)), ("nextToken", token),
        ])
    }

    static func get(_ input: CodeDeployInput, _ world: World) throws(ServiceFailure) -> WireValue {
        let (application, group) = try named(input, world)
        return .object([("deploymentGroupInfo", CodeDeployShapes.group(group, of: application, world))])
    }

    /// Unknown names are told in `errorMessage`; the others are returned.
    static func batchGet(_ input: CodeDeployInput, _ world: World) throws(ServiceFailure) -> WireValue {
        let application = try ApplicationOperations.application(input, world)
        guard let names = try input.texts("deploymentGroupNames"), !names.isEmpty else {
            throw CodeDeployFailure.make("DeploymentGroupNameRequired", "deploymentGroupNames must be specified.")
        }
        guard names.count <= batchLimit else {
            throw CodeDeployFailure.make(
                "BatchLimitExceeded", "The maximum number of names is \(batchLimit); there are \(names.count).")
        }
        if let name = names.first(where: { !CodeDeployInput.isName($0) }) {
            throw CodeDeployFailure.make("InvalidDeploymentGroupName", "The deployment group name '\(name)' is invalid.")
        }
        let absent = names.filter { application.groups[$0] == nil }
        let found = names.compactMap { application.groups[$0] }.map { CodeDeployShapes.group($0, of: application, world) }
        return .object([
            ("deploymentGroupsInfo", .list(found)),
            (
                "errorMessage",
                absent.isEmpty ? nil : .string("No Deployment Group found for name: \(absent.joined(separator: ", "))")
            ),
        ])
    }

    static func create(_ input: CodeDeployInput, in world: inout World) throws(ServiceFailure) -> WireValue {
        var application = try ApplicationOperations.application(input, world)
        let name = try input.groupName()
        try refuse(input)
        guard application.groups[name] == nil else {
            throw CodeDeployFailure.make("DeploymentGroupAlreadyExists", "Deployment group already exists: \(name)")
        }
        guard application.groups.count < limit else {
            throw CodeDeployFailure.make(
                "DeploymentGroupLimitExceeded", "The application has \(limit) deployment groups already.")
        }
        guard let role = try input.text("serviceRoleArn"), !role.isEmpty else {
            throw CodeDeployFailure.make("RoleRequired", "serviceRoleArn must be specified.")
        }
        var group = DeploymentGroup(name: name, id: "", config: DeploymentConfig.allAtOnceName, serviceRole: role)
        try apply(input, to: &group, world)
        group.id = world.codeDeploy.nextID(world.noise)
        application.groups[name] = group
        world.codeDeploy.applications[application.name] = application
        return .object([("deploymentGroupId", .string(group.id))])
    }

    /// What is left out stays; a deployment that runs already keeps what it began with.
    static func update(_ input: CodeDeployInput, in world: inout World) throws(ServiceFailure) -> WireValue {
        var application = try ApplicationOperations.application(input, world)
        let name = try input.groupName("currentDeploymentGroupName")
        guard var group = application.groups[name] else { throw CodeDeployFailure.group(name) }
        try refuse(input)
        try apply(input, to: &group, world)
        if try input.text("newDeploymentGroupName") != nil {
            let wanted = try input.groupName("newDeploymentGroupName")
            guard wanted == name || application.groups[wanted] == nil else {
                throw CodeDeployFailure.make("DeploymentGroupAlreadyExists", "Deployment group already exists: \(wanted)")
            }
            application.groups[name] = nil
            group.name = wanted
            for id in world.codeDeploy.order where world.codeDeploy.deployments[id]?.application == application.name {
                if world.codeDeploy.deployments[id]?.group == name { world.codeDeploy.deployments[id]?.group = wanted }
            }
        }
        application.groups[group.name] = group
        world.codeDeploy.applications[application.name] = application
        return .object([("hooksNotCleanedUp", .list([]))])
    }

    static func named(
        _ input: CodeDeployInput, _ world: World
    ) throws(ServiceFailure) -> (DeploymentApplication, DeploymentGroup) {
        let application = try ApplicationOperations.application(input, world)
        let name = try input.groupName()
        guard let group = application.groups[name] else { throw CodeDeployFailure.group(name) }
        return (application, group)
    }

    private static func refuse(_ input: CodeDeployInput) throws(ServiceFailure) {
        try input.refuse(unmodelled)
        guard let style = try input.part("deploymentStyle") else { return }
        guard style.value["deploymentType"]?.string == "BLUE_GREEN",
            style.value["deploymentOption"]?.string == "WITH_TRAFFIC_CONTROL"
        else {
            throw CodeDeployFailure.make(
                "InvalidDeploymentStyle", "For Lambda the deployment style is BLUE_GREEN, WITH_TRAFFIC_CONTROL.")
        }
    }

    private static func apply(
        _ input: CodeDeployInput, to group: inout DeploymentGroup, _ world: World
    ) throws(ServiceFailure) {
        if try input.text("deploymentConfigName") != nil {
            let config = try input.configName()
            guard world.codeDeploy.configs[config] != nil else { throw CodeDeployFailure.config(config) }
            group.config = config
        }
        if let role = try input.text("serviceRoleArn") {
            guard role.hasPrefix("arn:aws:iam::"), role.contains(":role/") else {
                throw CodeDeployFailure.make("InvalidRole", "'\(role)' is not the ARN of an IAM role.")
            }
            group.serviceRole = role
        }
        if let alarms = try DeploymentOptions.alarms(input, "alarmConfiguration") { group.alarms = alarms }
        if let rollback = try DeploymentOptions.rollback(input) { group.rollback = rollback }
    }
}
