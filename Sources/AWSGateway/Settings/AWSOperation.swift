/// An operation that the gateway can call, and what IAM has to allow for it. README's policies are made of this table.
package struct AWSOperation: Hashable, Sendable {
    package enum Need: Hashable, Sendable {
        case observer, `operator`
        /// Always allowed (sts:GetCallerIdentity), part of finding credentials, called by no command, or only where the settings ask for it.
        case nothing
    }

    package var service: AWSService
    /// `ListAliases`
    package var name: String
    package var need: Need

    /// `cloudwatch:DescribeAlarms`
    package var action: String { "\(service == .cloudWatch ? "cloudwatch" : service.rawValue):\(name)" }

    package static let all: [AWSOperation] =
        of(
            .lambda, .observer,
            [
                "GetAccountSettings", "GetAlias", "GetFunction", "GetFunctionConcurrency", "GetPolicy",
                "GetProvisionedConcurrencyConfig", "ListAliases", "ListDurableExecutionsByFunction", "ListEventSourceMappings",
                "ListFunctionUrlConfigs", "ListFunctions", "ListProvisionedConcurrencyConfigs", "ListVersionsByFunction",
            ])
        + of(
            .lambda, .operator, ["UpdateAlias", "PutProvisionedConcurrencyConfig", "DeleteProvisionedConcurrencyConfig"])
        + of(.cloudWatch, .observer, ["DescribeAlarmHistory", "DescribeAlarms", "GetMetricData"])
        + of(
            .codeDeploy, .observer,
            [
                "BatchGetDeploymentTargets", "BatchGetDeployments", "GetApplicationRevision", "GetDeployment",
                "GetDeploymentConfig", "GetDeploymentGroup", "ListDeploymentTargets", "ListDeployments",
            ])
        + of(.codeDeploy, .operator, ["StopDeployment"])
        + of(.codeDeploy, .nothing, ["CreateDeployment", "ListApplications", "ListDeploymentGroups"])
        + of(.cloudTrail, .observer, ["LookupEvents"])
        + of(.xRay, .observer, ["GetServiceGraph", "GetTraceSummaries"])
        // Only on topics that the settings name: README's section on notices has the statement.
        + of(.sns, .nothing, ["Publish"])
        + of(.sts, .nothing, ["AssumeRole", "AssumeRoleWithWebIdentity", "GetCallerIdentity"])

    private static func of(_ service: AWSService, _ need: Need, _ names: [String]) -> [AWSOperation] {
        names.map { AWSOperation(service: service, name: $0, need: need) }
    }
}
