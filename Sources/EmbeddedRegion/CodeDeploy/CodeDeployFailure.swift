/// CodeDeploy's errors with AWS's own names; all but AccessDenied are status 400.
enum CodeDeployFailure {
    static func make(_ name: String, _ message: String) -> ServiceFailure { ServiceFailure(name + "Exception", 400, message) }

    static func throttled() -> ServiceFailure { make("Throttling", "Rate exceeded") }

    static func denied(_ caller: Caller, action: String) -> ServiceFailure {
        make(
            "AccessDenied",
            "User: \(caller.arn) is not authorized to perform: codedeploy:\(action) because no identity-based policy allows the "
                + "codedeploy:\(action) action")
    }

    static func serialization(_ message: String) -> ServiceFailure { make("Serialization", message) }

    static func input(_ message: String) -> ServiceFailure { make("InvalidInput", message) }

    static func application(_ name: String) -> ServiceFailure {
        make("ApplicationDoesNotExist", "No application found for name: \(name)")
    }

    static func group(_ name: String) -> ServiceFailure {
        make("DeploymentGroupDoesNotExist", "No Deployment Group found for name: \(name)")
    }

    static func config(_ name: String) -> ServiceFailure {
        make("DeploymentConfigDoesNotExist", "No Deployment Configuration found for name: \(name)")
    }

    static func deployment(_ id: String) -> ServiceFailure {
        make("DeploymentDoesNotExist", "The deployment \(id) could not be found")
    }

    static func notStarted(_ id: String) -> ServiceFailure {
        make("DeploymentNotStarted", "The deployment \(id) has not started yet")
    }
}
