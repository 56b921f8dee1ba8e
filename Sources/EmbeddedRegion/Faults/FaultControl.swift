/// The region's faults at run time, on loopback, for tests and drills: no part of AWS.
///
/// - `POST /_region/faults` adds rules: one JSON object or a list of them, all or none. `{"fault": "reset_after_apply", "service": "lambda",
///   "operation": "UpdateAlias", "count": 1}`; the keys are `fault` (`Fault.names`), `place` (before, after, during), `service`, `operation`,
///   `access` (read, write), `probability`, `count`, `skip`, `connectionRequest`, `fromConnectionRequest`, `after` and `for` (region seconds
///   from now). Answers 200 with the list, 400 with what is wrong.
/// - `GET /_region/faults` lists the rules with how many requests each matched and how often it struck.
/// - `DELETE /_region/faults` clears them; connections that a fault holds open stay so.
///
/// Only requests from loopback, to a loopback Host, without a signature and without an Origin are served, others get 403: no AWS client and no
/// web page gets here by accident. Faults never befall these requests.
struct FaultControl: Sendable {
    static let path = "/_region/faults"

    let book: FaultBook

    func reply(to request: WireRequest) -> WireReply {
        guard request.isFromLoopback, request.header("authorization") == nil, request.header("origin") == nil,
            Self.isLoopback(host: request.header("host") ?? "")
        else { return Self.refusal(403, "only for unsigned requests from this machine") }
        switch request.method {
        case "GET": return list(book.all)
        case "DELETE":
            book.clear()
            return list([])
        case "POST":
            guard let value = WireValue(json: request.body) else { return Self.refusal(400, "the body is not JSON") }
            do throws(FaultError) {
                var rules: [FaultRule] = []
                for item in value.list ?? [value] { rules.append(try FaultRule(item)) }
                return list(try book.add(rules))
            } catch {
                return Self.refusal(400, error.message)
            }
        default: return Self.refusal(405, "GET, POST or DELETE")
        }
    }

    private static func isLoopback(host: String) -> Bool {
        let name = host.split(separator: ":").first ?? ""
        return name == "127.0.0.1" || name == "localhost"
    }

    private static func refusal(_ status: Int, _ message: String) -> WireReply {
        .json(.object([("message", .string(message))]), status: status)
    }

    private func list(_ entries: [FaultBook.Entry]) -> WireReply {
        let rules = entries.map { entry in
            let rule = entry.rule
            return WireValue.object([
                ("id", .int(Int64(entry.id))), ("fault", .string(rule.name)), ("place", .string(rule.place.rawValue)),
                ("service", rule.service.map { .string($0) }), ("operation", rule.operation.map { .string($0) }),
                ("access", rule.access.map { .string($0.rawValue) }), ("probability", .double(rule.probability)),
                ("count", rule.count.map { .int(Int64($0)) }), ("skip", .int(Int64(rule.skip))),
                ("connectionRequest", rule.connectionRequest.map { .int(Int64($0)) }),
                ("fromConnectionRequest", rule.fromConnectionRequest.map { .int(Int64($0)) }),
                ("after", .double(Double(rule.begins) / 1000)),
                ("for", rule.ends.map { .double(Double($0 - rule.begins) / 1000) }),
                ("matched", .int(Int64(entry.matched))), ("fired", .int(Int64(entry.fired))),
            ])
        }
        return .json(.object([("rules", .list(rules))]))
    }
}
