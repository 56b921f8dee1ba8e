/// What a deployment reads of and writes to the alias that its AppSpec names.
enum DeploymentRouting {
    struct Rejected: Error { var failure: DeploymentRecord.Failure }

    /// The first sentence of every INVALID_LAMBDA_CONFIGURATION (aws/serverless-application-model#291).
    private static let preamble =
        "The deployment failed because the AppSpec file that specifies the AWS Lambda deployment configuration is missing or has an "
        + "invalid configuration."

    static func invalid(_ why: String) -> DeploymentRecord.Failure {
        .init(code: "INVALID_LAMBDA_CONFIGURATION", message: why.isEmpty ? preamble : preamble + " " + why)
    }

    static let changedMeanwhile = invalid("The Lambda function alias was changed while the deployment was in progress.")

    static func current(_ spec: AppSpec, in world: World) -> Routing? {
        (try? FunctionReference(spec.function)).flatMap { world.functions[$0.name]?.aliases[spec.alias]?.routing }
    }

    /// Why the alias is not what the AppSpec says it is, when the deployment begins.
    static func mismatch(_ record: DeploymentRecord, in world: World) -> DeploymentRecord.Failure? {
        let spec = record.spec
        guard let name = (try? FunctionReference(spec.function))?.name, let function = world.functions[name] else {
            return invalid("The Lambda function \(spec.function) could not be found.")
        }
        guard let alias = function.aliases[spec.alias] else {
            return invalid("The alias \(spec.alias) of the Lambda function \(name) could not be found.")
        }
        // AWS says no more than that here (terraform-aws-modules/terraform-aws-lambda#82).
        guard spec.currentVersion != spec.targetVersion else { return invalid("") }
        guard alias.routing.extra == nil else {
            return invalid("The Lambda function alias \(spec.alias) references more than one version.")
        }
        guard function.version(alias.routing.pointer)?.name == spec.currentVersion else {
            return invalid("The Lambda function alias version does not match the current version in AppSpec file.")
        }
        do throws(Rejected) {
            _ = try routing(spec, percent: record.config.percent(step: 0), function, world)
        } catch {
            return error.failure
        }
        return nil
    }

    /// Gives the target version its share, with a new alias revision whatever was there.
    /// - Parameter role: the group's service role, as which CodeDeploy calls Lambda.
    static func write(
        _ spec: AppSpec, percent: Int, in world: inout World, at moment: Int64, by role: String
    ) throws(Rejected) -> Routing {
        guard let name = (try? FunctionReference(spec.function))?.name, var function = world.functions[name],
            var alias = function.aliases[spec.alias]
        else { throw Rejected(failure: invalid("The alias \(spec.alias) of \(spec.function) could not be found.")) }
        let wanted = try routing(spec, percent: percent, function, world)
        let moves = ProvisionedMoves(world, now: moment)
        let outcome: ProvisionedMoves.Outcome
        do throws(ServiceFailure) {
            try moves.admit(alias, of: function, arn: world.functionARN(name))
            outcome = try moves.outcome(wanted, of: alias, in: function, hasConfig: true)
        } catch {
            throw Rejected(failure: invalid(error.message))
        }
        // Between reading the clock and writing, somebody may have written a later moment.
        let at = max(moment, alias.history.last?.at ?? moment)
        alias.route(to: outcome.routing, of: name, in: world, at: at)
        if outcome.isInjected { alias.route(to: outcome.routing, of: name, in: world, at: at) }
        function.aliases[spec.alias] = alias
        function.wiring.provisioned[spec.alias] = outcome.provisioned
        world.lambda.shifts["\(name):\(spec.alias)"] = outcome.shift
        world.functions[name] = function
        world.recordAliasWrite(
            function: name, alias: spec.alias, at: at,
            by: .role(role, session: "codedeploy", invokedBy: "codedeploy.amazonaws.com"), asked: wanted)
        return outcome.routing
    }

    /// Lambda's own rules hold for CodeDeploy too.
    private static func routing(
        _ spec: AppSpec, percent: Int, _ function: FunctionRecord, _ world: World
    ) throws(Rejected) -> Routing {
        let weights: [(String, WireValue?)] = percent >= 100 ? [] : [(spec.targetVersion, .double(Double(percent) / 100))]
        do throws(ServiceFailure) {
            return try AliasRules.routing(
                after: nil, version: percent >= 100 ? spec.targetVersion : spec.currentVersion,
                routingConfig: .object([("AdditionalVersionWeights", .object(weights))]), function: function,
                arn: world.functionARN(function.name))
        } catch {
            throw Rejected(failure: invalid(error.message))
        }
    }
}
