/// What the embedded region models of CodeDeploy.
enum CodeDeployOperation: String, CaseIterable, Sendable {
    case listApplications = "ListApplications"
    case getApplication = "GetApplication"
    case createApplication = "CreateApplication"
    case listDeploymentGroups = "ListDeploymentGroups"
    case getDeploymentGroup = "GetDeploymentGroup"
    case batchGetDeploymentGroups = "BatchGetDeploymentGroups"
    case createDeploymentGroup = "CreateDeploymentGroup"
    case updateDeploymentGroup = "UpdateDeploymentGroup"
    case listDeployments = "ListDeployments"
    case getDeployment = "GetDeployment"
    case batchGetDeployments = "BatchGetDeployments"
    case createDeployment = "CreateDeployment"
    case stopDeployment = "StopDeployment"
    case listDeploymentTargets = "ListDeploymentTargets"
    case getDeploymentTarget = "GetDeploymentTarget"
    case batchGetDeploymentTargets = "BatchGetDeploymentTargets"
    case registerApplicationRevision = "RegisterApplicationRevision"
    case getApplicationRevision = "GetApplicationRevision"
    case listDeploymentConfigs = "ListDeploymentConfigs"
    case getDeploymentConfig = "GetDeploymentConfig"
    case createDeploymentConfig = "CreateDeploymentConfig"
    case putHookStatus = "PutLifecycleEventHookExecutionStatus"

    /// An observer may not.
    var isWrite: Bool {
        switch self {
        case .createApplication, .createDeploymentGroup, .updateDeploymentGroup, .createDeployment, .stopDeployment,
            .registerApplicationRevision, .createDeploymentConfig, .putHookStatus:
            true
        default: false
        }
    }

    func perform(_ input: CodeDeployInput, in world: inout World, now: Int64) throws(ServiceFailure) -> WireValue {
        switch self {
        case .listApplications: try ApplicationOperations.list(input, world)
        case .getApplication: try ApplicationOperations.get(input, world)
        case .createApplication: try ApplicationOperations.create(input, in: &world, now: now)
        case .listDeploymentGroups: try GroupOperations.list(input, world)
        case .getDeploymentGroup: try GroupOperations.get(input, world)
        case .batchGetDeploymentGroups: try GroupOperations.batchGet(input, world)
        case .createDeploymentGroup: try GroupOperations.create(input, in: &world)
        case .updateDeploymentGroup: try GroupOperations.update(input, in: &world)
        case .listDeployments: try DeploymentQueries.list(input, world)
        case .getDeployment: try DeploymentQueries.get(input, world)
        case .batchGetDeployments: try DeploymentQueries.batchGet(input, world)
        case .createDeployment: try DeploymentOperations.create(input, in: &world, now: now)
        case .stopDeployment: try DeploymentOperations.stop(input, in: &world, now: now)
        case .listDeploymentTargets: try TargetQueries.list(input, world)
        case .getDeploymentTarget: try TargetQueries.get(input, world)
        case .batchGetDeploymentTargets: try TargetQueries.batchGet(input, world)
        case .registerApplicationRevision: try RevisionOperations.register(input, in: &world, now: now)
        case .getApplicationRevision: try RevisionOperations.get(input, world)
        case .listDeploymentConfigs: try ConfigOperations.list(input, world)
        case .getDeploymentConfig: try ConfigOperations.get(input, world)
        case .createDeploymentConfig: try ConfigOperations.create(input, in: &world, now: now)
        case .putHookStatus: try DeploymentOperations.putHookStatus(input, in: &world, now: now)
        }
    }
}
