/// A management event as it happened, before it is written as AWS writes it.
struct TrailEntry: Sendable {
    /// Region milliseconds.
    var at: Int64
    /// `lambda.amazonaws.com`
    var source: String
    /// With the API version where AWS writes one: `UpdateAlias20150331`.
    var name: String
    var identity: TrailIdentity
    var requestParameters: WireValue?
    var responseElements: WireValue?
    /// Type and name.
    var resources: [(type: String, name: String)]
    var requestID: String
    var sourceIPAddress: String
    var userAgent: String
    var errorCode: String?
    var errorMessage: String?
    /// Names the event for the seed; the trail gives it.
    var key = ""

    func eventID(noise: Noise) -> String { noise.uuid(Noise.stream("trail/" + key), 0) }

    /// LookupEvents' Event, with the JSON text in it.
    func value(account: String, region: String, noise: Noise) -> WireValue {
        let id = eventID(noise: noise)
        let event = WireValue.object([
            ("eventVersion", .string("1.11")), ("userIdentity", identity.value(account: account, noise: noise, at: at)),
            ("eventTime", .string(CivilTime(milliseconds: at).seconds)), ("eventSource", .string(source)),
            ("eventName", .string(name)), ("awsRegion", .string(region)), ("sourceIPAddress", .string(sourceIPAddress)),
            ("userAgent", .string(userAgent)), ("errorCode", errorCode.map { .string($0) }),
            ("errorMessage", errorMessage.map { .string($0) }), ("requestParameters", requestParameters ?? .null),
            ("responseElements", responseElements ?? .null), ("requestID", .string(requestID)), ("eventID", .string(id)),
            ("readOnly", .bool(false)), ("eventType", .string("AwsApiCall")), ("managementEvent", .bool(true)),
            ("recipientAccountId", .string(account)), ("eventCategory", .string("Management")),
        ])
        return .object([
            ("EventId", .string(id)), ("EventName", .string(name)), ("ReadOnly", .string("false")),
            ("AccessKeyId", .string(identity.accessKeyID(noise: noise))), ("EventTime", .time(at / 1000 * 1000)),
            ("EventSource", .string(source)), ("Username", .string(identity.username)),
            (
                "Resources",
                .list(
                    resources.map {
                        .object([("ResourceType", .string($0.type)), ("ResourceName", .string($0.name))])
                    })
            ), ("CloudTrailEvent", .string(event.json)),
        ])
    }
}
