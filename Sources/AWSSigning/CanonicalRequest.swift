/// A request in the one spelling that both sides hash (AWS IAM user guide, "Create a canonical request").
struct CanonicalRequest: Sendable {
    /// Headers that proxies and libraries change on the way; the AWS SDKs leave them out of signatures.
    static let unsignedNames: Set<String> = [
        "authorization", "baggage", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te",
        "traceparent", "tracestate", "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    ]

    /// `host;x-amz-date`
    let signedHeaders: String
    let text: String

    /// - Parameters:
    ///   - path: as sent, escapes and all.
    ///   - query: as sent, without `?`.
    ///   - headers: those that are signed, in any order and case; values of one name are joined in order.
    ///   - payloadHash: SHA-256 of the body in hex, or what X-Amz-Content-SHA256 says.
    init(
        method: String, path: String, query: String, headers: [(name: String, value: String)], payloadHash: String,
        service: String
    ) {
        var values: [String: String] = [:]
        for header in headers {
            let name = header.name.lowercased()
            let value = Self.trimmed(header.value)
            values[name] = values[name].map { "\($0),\(value)" } ?? value
        }
        let names = values.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        signedHeaders = names.joined(separator: ";")
        let lines = names.map { "\($0):\(values[$0] ?? "")\n" }.joined()
        text = """
            \(method.uppercased())
            \(Self.path(path, service: service))
            \(Self.query(query))
            \(lines)
            \(signedHeaders)
            \(payloadHash)
            """
    }

    /// Dot segments and empty segments are removed and the result is escaped once more, so `%3A` becomes `%253A`; S3 keeps the path
    /// as sent.
    static func path(_ path: String, service: String) -> String {
        guard service != "s3" else { return path }
        var segments: [Substring.UTF8View.SubSequence] = []
        for segment in path.utf8.split(separator: UInt8(ascii: "/")) where !segment.elementsEqual(".".utf8) {
            if segment.elementsEqual("..".utf8) {
                _ = segments.popLast()
            } else {
                segments.append(segment)
            }
        }
        var result = path.utf8.first == UInt8(ascii: "/") ? "/" : ""
        result += segments.map { String(decoding: PercentEncoding.encode($0), as: UTF8.self) }.joined(separator: "/")
        if path.utf8.last == UInt8(ascii: "/"), !segments.isEmpty { result += "/" }
        return result
    }

    /// Every name and value in one spelling of its escapes, sorted by name, then by value; a name without `=` gets one.
    static func query(_ query: String) -> String {
        if query.isEmpty { return "" }
        let pairs = query.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false).map { pair in
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let name = PercentEncoding.encode(PercentEncoding.decode(pair[..<equals]))
            let value = PercentEncoding.encode(PercentEncoding.decode(pair[equals...].dropFirst()))
            return (name: name, value: value)
        }
        let sorted = pairs.sorted { a, b in
            a.name == b.name
                ? a.value.lexicographicallyPrecedes(b.value) : a.name.lexicographicallyPrecedes(b.name)
        }
        return sorted.map { String(decoding: $0.name + [UInt8(ascii: "=")] + $0.value, as: UTF8.self) }
            .joined(separator: "&")
    }

    /// Without white space at the ends, and with one space for every run of it inside.
    private static func trimmed(_ value: String) -> String {
        value.unicodeScalars.split { $0 == " " || ("\t"..."\r").contains($0) }.map(String.init).joined(separator: " ")
    }
}
