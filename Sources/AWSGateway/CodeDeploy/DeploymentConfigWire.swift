import IncidentModel

/// GetDeploymentConfig's reply, the part that is used.
struct DeploymentConfigWire: Decodable {
    var deploymentConfigInfo: Info

    struct Info: Decodable {
        var trafficRoutingConfig: RoutingWire?
    }
    struct RoutingWire: Decodable {
        var type: String?
        var timeBasedCanary: CanaryWire?
        var timeBasedLinear: LinearWire?
    }
    struct CanaryWire: Decodable {
        var canaryPercentage: Int?
        var canaryInterval: Int?
    }
    struct LinearWire: Decodable {
        var linearPercentage: Int?
        var linearInterval: Int?
    }

    /// `unknown` for numbers outside CodeDeploy's own limits (1 to 99 %, up to 2,880 minutes).
    var shape: DeploymentStrategy.Shape {
        guard let routing = deploymentConfigInfo.trafficRoutingConfig else { return .unknown }
        switch routing.type {
        case "AllAtOnce": return .allAtOnce
        case "TimeBasedCanary":
            guard let step = Self.step(routing.timeBasedCanary?.canaryPercentage, routing.timeBasedCanary?.canaryInterval) else {
                return .unknown
            }
            return .canary(share: step.share, interval: step.interval)
        case "TimeBasedLinear":
            guard let step = Self.step(routing.timeBasedLinear?.linearPercentage, routing.timeBasedLinear?.linearInterval) else {
                return .unknown
            }
            return .linear(share: step.share, interval: step.interval)
        default: return .unknown
        }
    }

    private static func step(_ percentage: Int?, _ minutes: Int?) -> (share: Double, interval: Duration)? {
        guard let percentage, (1...99).contains(percentage), let minutes, (1...2880).contains(minutes) else { return nil }
        return (Double(percentage) / 100, .seconds(minutes * 60))
    }
}

extension DeploymentStrategy {
    /// CodeDeploy's own configurations for Lambda, known by name; nil for a team's own.
    static func preset(_ name: String) -> DeploymentStrategy? {
        presets[name].map { DeploymentStrategy(name: DisplayText(name), shape: $0) }
    }

    private static let presets: [String: Shape] = {
        let prefix = "CodeDeployDefault.Lambda"
        var all: [String: Shape] = [prefix + "AllAtOnce": .allAtOnce]
        for minutes in [5, 10, 15, 30] {
            all[prefix + "Canary10Percent\(minutes)Minutes"] = .canary(share: 0.1, interval: .seconds(minutes * 60))
        }
        for minutes in [1, 2, 3, 10] {
            all[prefix + "Linear10PercentEvery\(minutes)Minute\(minutes == 1 ? "" : "s")"] = .linear(
                share: 0.1, interval: .seconds(minutes * 60))
        }
        return all
    }()
}
