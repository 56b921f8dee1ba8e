package import IncidentModel

/// What infrastructure as code will make of an alias that was moved by hand, and what to change so that its next run does not fail.
package enum DriftNote {
    /// Nil when the action moved nothing, and when the alias is where the last deployment left it.
    package static func text(for result: ActionResult, picture: FleetPicture) -> String? {
        guard result.outcome == .verified, result.before != result.after else { return nil }
        let target = result.target
        let deployments = picture.deployments(of: target)
        let last = deployments.first { $0.status == .succeeded && $0.rollbackOf == nil && $0.targetVersion != nil }
        let declared = last?.targetVersion ?? result.before.pointer
        guard result.after != Routing(pointer: declared) else { return nil }
        let now = result.after.callText
        let manager = manager(target, deployments, picture)
        switch manager {
        case .codeDeploy(let place, let isTemplate): return codeDeploy(target, place, isTemplate, declared, result.after)
        case .cloudFormation:
            return
                "the template of \(target) still says \(declared.label), the alias has \(now): the next deployment of the stack moves it from "
                + "there. \(template)"
        case .terraform:
            return
                "Terraform still has \(declared.label) for \(target), the alias has \(now): the next apply puts \(declared.label) back. Set "
                + "function_version to \(result.after.pointer) and the routing_config likewise before it, or apply a fixed version"
        case nil:
            return
                "if infrastructure as code manages \(target), it still says \(declared.label): tell it \(result.after.pointer.label) before its "
                + "next run, or it moves the alias back"
        }
    }

    private enum Manager {
        /// `shop/prod`, the application and the group; whether CloudFormation made the deployment.
        case codeDeploy(String, isTemplate: Bool)
        case cloudFormation
        case terraform
    }

    private static func manager(_ target: Target, _ deployments: [Deployment], _ picture: FleetPicture) -> Manager? {
        let callers = picture.trail(of: target).filter(\.hasSucceeded).map { $0.userAgent.raw.lowercased() }
        let isTemplate =
            deployments.contains { $0.creator.raw == "CloudFormation" } || callers.contains { $0.contains("cloudformation") }
        if let newest = deployments.first {
            let place = "\(Wording.typed(newest.application))/\(Wording.typed(newest.group))"
            return .codeDeploy(place, isTemplate: isTemplate)
        }
        if callers.contains(where: { $0.contains("codedeploy") }) {
            return .codeDeploy("a CodeDeploy group", isTemplate: isTemplate)
        }
        if isTemplate { return .cloudFormation }
        return callers.contains { $0.contains("terraform") } ? .terraform : nil
    }

    private static func codeDeploy(
        _ target: Target, _ place: String, _ isTemplate: Bool, _ declared: VersionID, _ after: Routing
    ) -> String {
        guard after.pointer != declared else {
            return "\(target) is on two versions (\(after.callText)): the next deployment by CodeDeploy (\(place)) fails with "
                + "INVALID_LAMBDA_CONFIGURATION until it is on one; promote or abort before it"
        }
        let who =
            isTemplate
            ? "the template (AutoPublishAlias) and CodeDeploy (\(place)) still say" : "CodeDeploy (\(place)) still says"
        let next = isTemplate ? "the next sam deploy" : "the next deployment"
        let split =
            after.additional == nil ? "" : " The alias is on two versions, which alone makes it fail: put it on one first."
        let change =
            isTemplate
            ? template
            : "Let it start from CurrentVersion \(after.pointer) in the AppSpec, or move the alias to \(declared.label) just before it"
        return
            "\(target) is on \(after.callText); \(who) \(declared.label): \(next) fails with INVALID_LAMBDA_CONFIGURATION, because the "
            + "alias' version is not the CurrentVersion of its AppSpec (\(declared)).\(split) \(change)"
    }

    private static let template =
        "Deploy the fix once with DeploymentPreference Enabled: false, which moves the alias without CodeDeploy, then enable it again; "
        + "do not delete the stack"
}
