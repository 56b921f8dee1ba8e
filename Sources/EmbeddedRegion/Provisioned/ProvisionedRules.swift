/// What Lambda lets provisioned concurrency be put on.
enum ProvisionedRules {
    /// The alias or published version that a request names.
    /// - Throws: InvalidParameterValueException for `$LATEST`, ResourceNotFoundException for what is not there.
    static func qualifier(
        _ reference: FunctionReference, _ parameter: String?, in function: FunctionRecord, arn: String, putting: Bool
    ) throws(ServiceFailure) -> (name: String, version: Int) {
        guard let name = try reference.qualifier(with: parameter), !name.isEmpty else {
            throw LambdaFailure.validation("null", at: "qualifier", "Member must not be null")
        }
        guard name != "$LATEST" else {
            throw LambdaFailure.invalid(
                putting
                    ? "Provisioned Concurrency Configs cannot be applied to unpublished function versions."
                    : "The function resource provided must be an alias or a published version.")
        }
        if let alias = function.aliases[name] { return (name, alias.routing.pointer) }
        guard let number = Int(name) else { throw LambdaFailure.aliasNotFound("\(arn):\(name)", reading: true) }
        guard number > 0, function.version(number) != nil else { throw LambdaFailure.functionNotFound("\(arn):\(name)") }
        return (String(number), number)
    }

    /// One provisioned concurrency a version: its own, or that of one alias that points to it.
    static func unshared(_ version: Int, except qualifier: String, in function: FunctionRecord) throws(ServiceFailure) {
        for other in function.wiring.provisioned.keys.sorted() where other != qualifier {
            if other == String(version) {
                throw LambdaFailure.conflict(
                    "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version")
            }
            if function.aliases[other]?.routing.pointer == version {
                throw LambdaFailure.conflict("Version is pointed by a Provisioned Concurrency alias")
            }
        }
    }

    /// What is reserved and what is provisioned must leave 100 executions to all other functions.
    static func fits(_ requested: Int, on qualifier: String, of function: FunctionRecord, in world: World) throws(ServiceFailure)
    {
        var changed = function
        changed.wiring.provisioned[qualifier] = nil
        let others = changed.wiring.provisioned.values.reduce(0) { $0 + $1.requested }
        if let reserved = function.wiring.reserved {
            guard requested <= reserved - others else {
                throw LambdaFailure.invalid(
                    "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function")
            }
            return
        }
        var without = world
        without.functions[function.name] = changed
        guard without.unreservedConcurrency - requested >= LambdaAccount.unreservedMinimum else {
            throw LambdaFailure.tooLittleUnreserved("ConcurrentExecutions")
        }
    }
}

extension World {
    /// What no function has reserved or provisioned for itself.
    var unreservedConcurrency: Int {
        functions.values.reduce(lambda.concurrency) { rest, function in
            rest - (function.wiring.reserved ?? function.wiring.provisioned.values.reduce(0) { $0 + $1.requested })
        }
    }
}
