/// An error reply, before it is written in the caller's protocol.
struct ServiceFailure: Error, Sendable {
    /// The error's name as SDKs know it.
    var code: String
    var status: Int
    var message: String
    /// Lambda spells the member `Message` in some errors and `message` in others.
    var capitalisedMessage: Bool
    var isSender: Bool
    /// More members of a rest-json error body.
    var extra: [WireValue.Member]
    var headers: [(name: String, value: String)]
    /// The name in the query protocol where it differs.
    var queryCode: String?

    init(
        _ code: String, _ status: Int, _ message: String, capitalisedMessage: Bool = false, isSender: Bool = true,
        extra: [WireValue.Member] = [], headers: [(name: String, value: String)] = [], queryCode: String? = nil
    ) {
        self.code = code
        self.status = status
        self.message = message
        self.capitalisedMessage = capitalisedMessage
        self.isSender = isSender
        self.extra = extra
        self.headers = headers
        self.queryCode = queryCode
    }
}
