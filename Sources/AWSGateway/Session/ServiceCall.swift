import HTTPTransport

/// One call of a service's API before it is signed.
struct ServiceCall: Sendable {
    var service: AWSService
    /// `UpdateAlias`
    var operation: String
    var method: HTTPRequest.Method
    /// From the endpoint on, escaped, starting with `/`.
    var path = "/"
    /// Not escaped.
    var query: [(name: String, value: String)] = []
    var contentType: String?
    /// `X-Amz-Target` of the JSON protocols.
    var target: String?
    var body: [UInt8] = []
    var policy = HTTPRequest.ConnectionPolicy.reuse
    var timeout = Duration.seconds(10)

    func url(at endpoint: Endpoint) -> String {
        let pairs = query.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }
        return endpoint.url + path + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }
}

/// RFC 3986: letters, digits and `-._~` stay, all else becomes `%XX` (so an ARN in a path is one segment, as the AWS CLI sends
/// it).
func percentEncoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            result.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            let hex = String(byte, radix: 16, uppercase: true)
            result += hex.count == 1 ? "%0" + hex : "%" + hex
        }
    }
    return result
}
