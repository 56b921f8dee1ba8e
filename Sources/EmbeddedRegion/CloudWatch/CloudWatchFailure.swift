/// CloudWatch's errors with AWS's own names.
enum CloudWatchFailure {
    static func validation(_ message: String) -> ServiceFailure { ServiceFailure("ValidationError", 400, message) }

    static func missing(_ name: String) -> ServiceFailure {
        ServiceFailure(
            "MissingRequiredParameterException", 400, "The parameter \(name) is required.", queryCode: "MissingParameter")
    }

    static func invalidValue(_ message: String) -> ServiceFailure {
        ServiceFailure("InvalidParameterValueException", 400, message, queryCode: "InvalidParameterValue")
    }

    static func combination(_ message: String) -> ServiceFailure {
        ServiceFailure("InvalidParameterCombinationException", 400, message, queryCode: "InvalidParameterCombination")
    }

    static func nextToken() -> ServiceFailure { ServiceFailure("InvalidNextToken", 400, "The next token specified is invalid.") }

    static func notFound(_ alarm: String) -> ServiceFailure {
        ServiceFailure("ResourceNotFound", 404, "Unknown alarm: \(alarm)")
    }

    static func throttled() -> ServiceFailure { ServiceFailure("Throttling", 400, "Rate exceeded") }

    static func denied(_ caller: Caller, action: String) -> ServiceFailure {
        ServiceFailure(
            "AccessDenied", 403,
            "User: \(caller.arn) is not authorized to perform: cloudwatch:\(action) because no identity-based policy allows the "
                + "cloudwatch:\(action) action")
    }
}
