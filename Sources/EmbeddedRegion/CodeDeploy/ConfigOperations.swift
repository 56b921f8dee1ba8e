/// CodeDeploy's operations on deployment configurations of the Lambda platform.
enum ConfigOperations {
    /// Custom configurations of an account (CodeDeploy user guide, "CodeDeploy quotas").
    private static let limit = 50

    static func list(_ input: CodeDeployInput, _ world: World) throws(ServiceFailure) -> WireValue {
        let (names, token) = try input.page(world.codeDeploy.configs.keys.sorted())
        return .object([("deploymentConfigsList", .strings(names)), ("nextToken", token)])
    }

    static func get(_ input: CodeDeployInput, _ world: World) throws(ServiceFailure) -> WireValue {
        let name = try input.configName()
        guard let config = world.codeDeploy.configs[name] else { throw CodeDeployFailure.config(name) }
        return .object([("deploymentConfigInfo", CodeDeployShapes.config(config, created: launch))])
    }

    /// When CodeDeploy's own configurations are said to have been made: 2017-11-28.
    private static let launch: Int64 = 1_511_827_200_000

    static func create(_ input: CodeDeployInput, in world: inout World, now: Int64) throws(ServiceFailure) -> WireValue {
        let name = try input.configName()
        guard !name.hasPrefix(DeploymentConfig.prefix) else {
            throw CodeDeployFailure.make(
                "InvalidDeploymentConfigName", "Names that begin with \(DeploymentConfig.prefix) are reserved for CodeDeploy.")
        }
        guard try input.text("computePlatform") == "Lambda" else {
            throw CodeDeployFailure.make(
                "InvalidComputePlatform", "The embedded region models the computePlatform Lambda only; name it.")
        }
        if input.value["minimumHealthyHosts"] != nil {
            throw CodeDeployFailure.make(
                "InvalidMinimumHealthyHostValue", "minimumHealthyHosts can't be given for the Lambda platform.")
        }
        if input.value["zonalConfig"] != nil {
            throw CodeDeployFailure.make(
                "InvalidZonalDeploymentConfiguration", "zonalConfig can't be given for the Lambda platform.")
        }
        guard world.codeDeploy.configs[name] == nil else {
            throw CodeDeployFailure.make("DeploymentConfigAlreadyExists", "Deployment configuration already exists: \(name)")
        }
        guard world.codeDeploy.configs.count - DeploymentConfig.presets.count < limit else {
            throw CodeDeployFailure.make(
                "DeploymentConfigLimitExceeded", "The account has \(limit) deployment configurations already.")
        }
        let shift = try shift(try input.part("trafficRoutingConfig"))
        let id = world.codeDeploy.nextID(world.noise)
        world.codeDeploy.configs[name] = DeploymentConfig(name: name, id: id, created: now, shift: shift)
        return .object([("deploymentConfigId", .string(id))])
    }

    private static func shift(_ routing: CodeDeployInput?) throws(ServiceFailure) -> DeploymentConfig.Shift {
        switch try routing?.text("type") {
        case "AllAtOnce": return .allAtOnce
        case "TimeBasedCanary":
            let (percent, minutes) = try numbers(try routing?.part("timeBasedCanary"), "canary")
            return .canary(percent: percent, minutes: minutes)
        case "TimeBasedLinear":
            let (percent, minutes) = try numbers(try routing?.part("timeBasedLinear"), "linear")
            return .linear(percent: percent, minutes: minutes)
        default:
            throw invalid("trafficRoutingConfig needs a type: TimeBasedCanary, TimeBasedLinear or AllAtOnce.")
        }
    }

    private static func numbers(_ part: CodeDeployInput?, _ word: String) throws(ServiceFailure) -> (Int, Int) {
        guard let percent = try part?.integer(word + "Percentage"), let minutes = try part?.integer(word + "Interval") else {
            throw invalid("A \(word) configuration needs \(word)Percentage and \(word)Interval.")
        }
        guard (1...DeploymentConfig.percentLimit).contains(percent) else {
            throw invalid("\(word)Percentage must be 1 to \(DeploymentConfig.percentLimit); it is \(percent).")
        }
        let steps = word == "linear" ? (100 + percent - 1) / percent - 1 : 1
        guard minutes >= 1, minutes <= DeploymentConfig.minutesLimit / max(1, steps) else {
            throw invalid("The whole shift must last 1 to \(DeploymentConfig.minutesLimit) minutes.")
        }
        return (percent, minutes)
    }

    private static func invalid(_ message: String) -> ServiceFailure {
        CodeDeployFailure.make("InvalidTrafficRoutingConfiguration", message)
    }
}
