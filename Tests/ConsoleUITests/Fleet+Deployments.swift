import IncidentModel

extension Fleet {
    /// A linear deployment of checkout v7, two steps done, its next in 37 seconds, one of its alarms in ALARM.
    func deployment(
        _ id: String = "d-4XKZ1Q2W3", target: Target = Fleet.checkout, status: Deployment.Status = .inProgress,
        began: Int = 83, ended: Int? = nil
    ) -> Deployment {
        Deployment(
            id: id, application: "checkout-app", group: "checkout-prod", status: status, target: target, currentVersion: "6",
            targetVersion: "7", targetShare: 0.2,
            strategy: DeploymentStrategy(
                name: "CodeDeployDefault.LambdaLinear10PercentEvery1Minute",
                shape: .linear(share: 0.1, interval: .seconds(60))),
            createdAt: ago(began + 40), startedAt: ago(began + 38), completedAt: ended.map(ago), creator: "user",
            hooks: [
                .init(
                    name: "BeforeAllowTraffic", status: "Succeeded", startedAt: ago(began + 30), endedAt: ago(began + 1)),
                .init(name: "AllowTraffic", status: "InProgress", startedAt: ago(began)),
                .init(name: "AfterAllowTraffic", status: "Pending"),
            ], alarms: .init(isEnabled: true, names: ["checkout-prod-error-rate", "checkout-prod-p95"]),
            autoRollback: [.failure, .alarm], description: "release 1182")
    }

    mutating func deploy(_ deployments: [Deployment]? = nil) {
        picture.apply(.deployments(deployments ?? [deployment()]), at: now, interval: .seconds(10))
    }

    static let unreadable = CallFailure(
        kind: .denied, service: "codedeploy", operation: "ListDeployments", code: "AccessDeniedException",
        message: "not authorized to perform codedeploy:ListDeployments", status: 400)
}
