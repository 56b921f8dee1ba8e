/// Lambda's errors with AWS's own texts.
enum LambdaFailure {
    static func functionNotFound(_ arn: String) -> ServiceFailure {
        ServiceFailure("ResourceNotFoundException", 404, "Function not found: \(arn)", capitalisedMessage: true)
    }

    static func notReachable(_ other: String, from region: String) -> ServiceFailure {
        ServiceFailure(
            "ResourceNotFoundException", 404, "Functions from '\(other)' are not reachable in this region ('\(region)')",
            capitalisedMessage: true)
    }

    static func aliasNotFound(_ arn: String, reading: Bool) -> ServiceFailure {
        ServiceFailure(
            "ResourceNotFoundException", 404, reading ? "Cannot find alias arn: \(arn)" : "Alias not found: \(arn)",
            capitalisedMessage: true)
    }

    static func invalid(_ message: String) -> ServiceFailure {
        ServiceFailure("InvalidParameterValueException", 400, message)
    }

    static func validation(_ value: String, at member: String, _ constraint: String) -> ServiceFailure {
        ServiceFailure(
            "ValidationException", 400,
            "1 validation error detected: Value '\(value)' at '\(member)' failed to satisfy constraint: \(constraint)")
    }

    static func fence() -> ServiceFailure {
        ServiceFailure(
            "PreconditionFailedException", 412,
            "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest "
                + "Revision Id")
    }

    static func conflict(_ message: String) -> ServiceFailure { ServiceFailure("ResourceConflictException", 409, message) }

    static func updateInProgress(_ arn: String) -> ServiceFailure {
        conflict("The operation cannot be performed at this time. An update is in progress for resource: \(arn)")
    }

    static func invalidProvisionedAlias() -> ServiceFailure {
        invalid("Invalid alias configuration for Provisioned Concurrency")
    }

    static func tooLittleUnreserved(_ what: String) -> ServiceFailure {
        invalid(
            "Specified \(what) for function decreases account's UnreservedConcurrentExecution below its minimum value of "
                + "[\(LambdaAccount.unreservedMinimum)].")
    }

    static func noResource(_ message: String) -> ServiceFailure {
        ServiceFailure("ResourceNotFoundException", 404, message, capitalisedMessage: true)
    }

    static func rateExceeded() -> ServiceFailure {
        ServiceFailure(
            "TooManyRequestsException", 429, "Rate exceeded",
            extra: [.init(name: "Reason", value: .string("CallerRateLimitExceeded"))], headers: [("retry-after", "1")])
    }

    static func denied(_ caller: Caller, action: String, resource: String) -> ServiceFailure {
        ServiceFailure(
            "AccessDeniedException", 403,
            "User: \(caller.arn) is not authorized to perform: lambda:\(action) on resource: \(resource) because no identity-based "
                + "policy allows the lambda:\(action) action", capitalisedMessage: true)
    }

    static func notJSON() -> ServiceFailure {
        ServiceFailure(
            "InvalidRequestContentException", 400, "Could not parse request body into json: it is not one JSON object.")
    }

    static func wrongType(_ member: String) -> ServiceFailure {
        ServiceFailure(
            "SerializationException", 400, "Could not read the request: '\(member)' has the wrong type.", capitalisedMessage: true
        )
    }
}
