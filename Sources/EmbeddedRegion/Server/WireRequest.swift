/// A request as it came off the wire.
struct WireRequest: Sendable {
    var method: String
    /// Path and query exactly as received; signatures cover it so.
    var target: String
    var headers: [(name: String, value: String)]
    var body: [UInt8]
    /// Whether the other end of the connection is this machine's loopback.
    var isFromLoopback = false

    var path: Substring { target.prefix { $0 != "?" } }

    /// Query parameters, decoded.
    var query: [String: String] {
        guard let mark = target.firstIndex(of: "?") else { return [:] }
        let pairs = QueryForm.pairs(String(target[target.index(after: mark)...]))
        return Dictionary(pairs.map { ($0.name, $0.value) }) { first, _ in first }
    }

    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
}

struct WireReply: Sendable {
    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
    /// How long the service takes, real milliseconds.
    var takes = 0

    static func json(_ value: WireValue, status: Int = 200, type: String = "application/json") -> WireReply {
        WireReply(status: status, headers: [("content-type", type)], body: Array(value.json.utf8))
    }
}
