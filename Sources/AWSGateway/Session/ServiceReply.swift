import FoundationEssentials
import IncidentModel

/// A complete reply with a 2xx status, and whose it is.
struct ServiceReply: Sendable {
    var service: AWSService
    var operation: String
    var status: Int
    var requestID: String?
    var body: [UInt8]

    /// Decodes a JSON body; what does not fit the shape is `malformed`.
    func json<Shape: Decodable>(_ shape: Shape.Type) throws(CallFailure) -> Shape {
        // The decoder looks into the strings it needs only.
        guard String(validating: body, as: UTF8.self) != nil else { throw malformed("not UTF-8") }
        do { return try JSONDecoder().decode(shape, from: Data(body)) } catch let error as DecodingError {
            throw malformed(Self.words(error))
        } catch {
            throw malformed("not JSON")
        }
    }

    /// A reply came that is not what the service promises.
    func malformed(_ why: String) -> CallFailure {
        CallFailure(
            kind: .malformed, service: service.rawValue, operation: operation,
            message: DisplayText("the reply makes no sense: \(why) (\(body.count) bytes)", limit: 300), status: status,
            requestID: requestID)
    }

    /// Where in the document and what was expected, without quoting values.
    private static func words(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.prefix(8).map { printable($0.intValue.map(String.init) ?? $0.stringValue, limit: 40) }
            return path.isEmpty ? "at the top" : "at " + path.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context): return "no \(printable(key.stringValue, limit: 40)) \(place(context))"
        case .typeMismatch(_, let context): return "a value of the wrong type \(place(context))"
        case .valueNotFound(_, let context): return "null \(place(context))"
        case .dataCorrupted(let context):
            return context.codingPath.isEmpty ? "not JSON, or cut off" : "a value out of range \(place(context))"
        @unknown default: return "not the expected shape"
        }
    }
}
