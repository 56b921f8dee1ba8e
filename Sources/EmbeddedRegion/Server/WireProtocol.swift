/// The notation a caller speaks, and so the notation of errors.
enum WireProtocol: Sendable {
    /// Lambda.
    case restJSON
    /// `X-Amz-Target`.
    case json10
    /// The same, version 1.1: CodeDeploy, CloudTrail.
    case json11
    /// Smithy rpc-v2-cbor.
    case cbor
    /// Form in, XML out; the namespace of the reply.
    case query(namespace: String)

    func reply(_ value: WireValue, operation: String, requestID: String) -> WireReply {
        switch self {
        case .restJSON: return .json(value)
        case .json10: return .json(value, type: "application/x-amz-json-1.0")
        case .json11: return .json(value, type: "application/x-amz-json-1.1")
        case .cbor:
            return WireReply(
                status: 200, headers: [("content-type", "application/cbor"), ("smithy-protocol", "rpc-v2-cbor")], body: value.cbor
            )
        case .query(let namespace):
            let text =
                "<\(operation)Response xmlns=\"\(namespace)\"><\(operation)Result>\(value.xml)</\(operation)Result>"
                + "<ResponseMetadata><RequestId>\(requestID)</RequestId></ResponseMetadata></\(operation)Response>"
            return WireReply(status: 200, headers: [("content-type", "text/xml")], body: Array(text.utf8))
        }
    }

    func reply(_ failure: ServiceFailure, requestID: String) -> WireReply {
        let fault = failure.isSender ? "Sender" : "Receiver"
        switch self {
        case .restJSON:
            let members =
                failure.extra + [
                    .init(name: "Type", value: .string(failure.isSender ? "User" : "Service")),
                    .init(name: failure.capitalisedMessage ? "Message" : "message", value: .string(failure.message)),
                ]
            var reply = WireReply.json(.map(members), status: failure.status)
            reply.headers += [("x-amzn-errortype", failure.code)] + failure.headers
            return reply
        case .json10:
            let body = WireValue.object([
                ("__type", .string("com.amazonaws.cloudwatch#" + failure.code)), ("message", .string(failure.message)),
            ])
            var reply = WireReply.json(body, status: failure.status, type: "application/x-amz-json-1.0")
            reply.headers.append(("x-amzn-query-error", "\(failure.queryCode ?? failure.code);\(fault)"))
            return reply
        case .json11:
            let body = WireValue.object([("__type", .string(failure.code)), ("message", .string(failure.message))])
            return .json(body, status: failure.status, type: "application/x-amz-json-1.1")
        case .cbor:
            let body = WireValue.object([
                ("__type", .string("com.amazonaws.cloudwatch#" + failure.code)), ("message", .string(failure.message)),
            ])
            return WireReply(
                status: failure.status,
                headers: [
                    ("content-type", "application/cbor"), ("smithy-protocol", "rpc-v2-cbor"),
                    ("x-amzn-query-error", "\(failure.queryCode ?? failure.code);\(fault)"),
                ], body: body.cbor)
        case .query(let namespace):
            let text =
                "<ErrorResponse xmlns=\"\(namespace)\"><Error><Type>\(fault)</Type><Code>\(failure.queryCode ?? failure.code)</Code>"
                + "<Message>\(WireValue.escapedXML(failure.message))</Message></Error><RequestId>\(requestID)</RequestId></ErrorResponse>"
            return WireReply(status: failure.status, headers: [("content-type", "text/xml")], body: Array(text.utf8))
        }
    }
}
