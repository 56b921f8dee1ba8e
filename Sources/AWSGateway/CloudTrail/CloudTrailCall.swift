import HTTPTransport
import IncidentModel

/// CloudTrail's requests (JSON 1.1, API version 2013-11-01).
enum CloudTrailCall {
    /// One attribute is all that LookupEvents takes, 50 events a page.
    static func lookupEvents(named name: String, from start: Timestamp, to end: Timestamp, token: String?) -> ServiceCall {
        var body: [String: JSONValue] = [
            "LookupAttributes": [["AttributeKey": "EventName", "AttributeValue": .string(name)]],
            "StartTime": .number(start.seconds.rounded(.down)), "EndTime": .number(end.seconds.rounded(.up)), "MaxResults": 50,
        ]
        if let token { body["NextToken"] = .string(token) }
        // A call was seen to take 35 s.
        return ServiceCall(
            service: .cloudTrail, operation: "LookupEvents", method: .post, contentType: "application/x-amz-json-1.1",
            target: "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents",
            body: Array(JSONValue.object(body).canonical.utf8), timeout: .seconds(60))
    }
}
