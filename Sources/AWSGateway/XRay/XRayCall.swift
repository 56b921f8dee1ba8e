import HTTPTransport
import IncidentModel

/// X-Ray's requests (rest-json).
enum XRayCall {
    static func getServiceGraph(from start: Timestamp, to end: Timestamp, token: String?) -> ServiceCall {
        make("GetServiceGraph", "/ServiceGraph", from: start, to: end, token: token)
    }

    /// Traces in which the function failed.
    static func getTraceSummaries(of function: String, from start: Timestamp, to end: Timestamp, token: String?) -> ServiceCall {
        make(
            "GetTraceSummaries", "/TraceSummaries", from: start, to: end, token: token,
            ["FilterExpression": .string("service(\(quoted(function))) { fault }")])
    }

    /// A string of the filter language.
    static func quoted(_ text: String) -> String {
        "\"" + text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] } + "\""
    }

    private static func make(
        _ operation: String, _ path: String, from start: Timestamp, to end: Timestamp, token: String?,
        _ more: [String: JSONValue] = [:]
    ) -> ServiceCall {
        var body = more
        body["StartTime"] = .number(start.seconds.rounded(.down))
        body["EndTime"] = .number(end.seconds.rounded(.up))
        if let token { body["NextToken"] = .string(token) }
        return ServiceCall(
            service: .xRay, operation: operation, method: .post, path: path, contentType: "application/json",
            body: Array(JSONValue.object(body).canonical.utf8))
    }
}
