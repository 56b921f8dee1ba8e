/// An error reply that a fault brings, in the words of the service it befalls.
enum FaultFailure: Sendable, Equatable {
    case throttled(retryAfterMilliseconds: Int?)
    case status(Int)
    case code(String)
    case expiredToken

    func reply(_ label: RequestLabel, _ request: WireRequest, requestID: String) -> WireReply {
        if case .status(let status) = self, status == 502 || status == 504 { return Self.balancer(status) }
        let failure = failure(label)
        var reply = label.notation(of: request).reply(failure, requestID: requestID)
        // rest-json writes a failure's headers itself.
        for header in failure.headers where !reply.headers.contains(where: { $0.name == header.name }) {
            reply.headers.append(header)
        }
        return reply
    }

    private func failure(_ label: RequestLabel) -> ServiceFailure {
        switch self {
        case .throttled(let milliseconds):
            var failure = Self.throttle(label.service)
            if let milliseconds {
                failure.headers.removeAll { $0.name == "retry-after" }
                failure.headers.append(("retry-after", String((milliseconds + 999) / 1000)))
            }
            return failure
        case .status(429):
            var failure = Self.throttle(label.service)
            failure.status = 429
            return failure
        case .status(let status): return Self.plain(status, label.service)
        case .code(let code): return Self.named(code)
        case .expiredToken:
            return ServiceFailure(
                "ExpiredTokenException", 403, "The security token included in the request is expired", queryCode: "ExpiredToken")
        }
    }

    /// What each service says when asked too often.
    static func throttle(_ service: String) -> ServiceFailure {
        switch service {
        case "lambda":
            var failure = LambdaFailure.rateExceeded()
            failure.headers = []
            return failure
        case "monitoring": return CloudWatchFailure.throttled()
        case "xray": return ServiceFailure("ThrottledException", 429, "Rate exceeded", capitalisedMessage: true)
        case "sts": return ServiceFailure("Throttling", 400, "Rate exceeded")
        default: return ServiceFailure("ThrottlingException", 400, "Rate exceeded")
        }
    }

    private static func plain(_ status: Int, _ service: String) -> ServiceFailure {
        let code: String
        switch (status, service) {
        case (500, "lambda"): code = "ServiceException"
        case (500, "monitoring"): code = "InternalServiceFault"
        case (503, "lambda"): code = "ServiceUnavailableException"
        case (503, _): code = "ServiceUnavailable"
        case (403, _): code = "AccessDeniedException"
        case (404, _): code = "ResourceNotFoundException"
        case (409, _): code = "ResourceConflictException"
        case (412, _): code = "PreconditionFailedException"
        case (500..., _): code = "InternalFailure"
        default: code = "ValidationException"
        }
        return ServiceFailure(
            code, status, "The request processing has failed because of an unknown error, exception or failure.",
            isSender: status < 500)
    }

    private static func named(_ code: String) -> ServiceFailure {
        let status: Int
        switch code {
        case "TooManyRequestsException", "ThrottledException", "EC2ThrottledException": status = 429
        case "ServiceException", "InternalFailure", "InternalServiceFault", "InternalServerError": status = 500
        case "ServiceUnavailable", "ServiceUnavailableException": status = 503
        case "PreconditionFailedException": status = 412
        case "ResourceConflictException", "ResourceInUseException": status = 409
        case "ResourceNotFoundException": status = 404
        case _ where code.hasPrefix("AccessDenied") || code.hasPrefix("ExpiredToken") || code.hasPrefix("UnrecognizedClient"):
            status = 403
        default: status = 400
        }
        return ServiceFailure(code, status, "The request was refused by a fault rule: \(code)", isSender: status < 500)
    }

    /// The reply of a load balancer that has lost its service: no service's notation.
    private static func balancer(_ status: Int) -> WireReply {
        let title = status == 502 ? "502 Bad Gateway" : "504 Gateway Time-out"
        let text =
            "<html>\r\n<head><title>\(title)</title></head>\r\n<body>\r\n<center><h1>\(title)</h1></center>\r\n</body>\r\n</html>\r\n"
        return WireReply(status: status, headers: [("content-type", "text/html")], body: Array(text.utf8))
    }
}
