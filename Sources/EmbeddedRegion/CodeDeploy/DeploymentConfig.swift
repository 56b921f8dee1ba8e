/// How a deployment shifts traffic (CodeDeploy: TrafficRoutingConfig).
struct DeploymentConfig: Sendable, Equatable {
    enum Shift: Sendable, Equatable {
        case allAtOnce
        /// `percent` at first, everything `minutes` later.
        case canary(percent: Int, minutes: Int)
        /// `percent` more at once and after every `minutes`.
        case linear(percent: Int, minutes: Int)
    }

    var name: String
    var id: String
    /// Region milliseconds; nil for CodeDeploy's own.
    var created: Int64?
    var shift: Shift

    /// The target version's share after a step, 0-based, in per cent.
    func percent(step: Int) -> Int {
        switch shift {
        case .allAtOnce: 100
        case .canary(let percent, _): step == 0 ? percent : 100
        case .linear(let percent, _): min(100, percent * (min(step, 100) + 1))
        }
    }

    /// Milliseconds between two steps.
    var interval: Int64 {
        switch shift {
        case .allAtOnce: 0
        case .canary(_, let minutes), .linear(_, let minutes): Int64(minutes) * 60_000
        }
    }

    /// Longest shift, minutes, and largest step, per cent (CodeDeploy user guide, "CodeDeploy quotas").
    static let minutesLimit = 2_880
    static let percentLimit = 99

    static let prefix = "CodeDeployDefault."

    /// CodeDeploy's own configurations for the Lambda platform, by name.
    static let presets: [String: DeploymentConfig] = {
        var all: [DeploymentConfig] = []
        func add(_ name: String, _ shift: Shift) {
            let number = String(String(100_000 + all.count).dropFirst())
            all.append(
                DeploymentConfig(name: prefix + name, id: "0000000\(number)-codedeploy-default", created: nil, shift: shift))
        }
        add("LambdaAllAtOnce", .allAtOnce)
        for minutes in [5, 10, 15, 30] { add("LambdaCanary10Percent\(minutes)Minutes", .canary(percent: 10, minutes: minutes)) }
        add("LambdaLinear10PercentEvery1Minute", .linear(percent: 10, minutes: 1))
        for minutes in [2, 3, 10] { add("LambdaLinear10PercentEvery\(minutes)Minutes", .linear(percent: 10, minutes: minutes)) }
        return Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    }()

    static let allAtOnceName = prefix + "LambdaAllAtOnce"
}
