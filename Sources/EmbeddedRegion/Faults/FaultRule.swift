/// A fault with the requests it befalls.
struct FaultRule: Sendable, Equatable {
    /// Where in a request's life the fault strikes.
    enum Place: String, Sendable, CaseIterable {
        /// Before the request is applied.
        case before
        /// After it is applied, before a byte of the reply.
        case after
        /// In the middle of the reply's body.
        case during
    }

    enum Access: String, Sendable, CaseIterable { case read, write }

    /// As it was written: `latency:200`, `reset_after_apply`.
    var name: String
    var fault: Fault
    var place: Place
    /// The service's signing name (`lambda`, `monitoring`, …); nil for all.
    var service: String?
    /// `UpdateAlias`; nil for all.
    var operation: String?
    var access: Access?
    /// Share of the matching requests, by the seed.
    var probability: Double
    /// It strikes as often and never again.
    var count: Int?
    /// As many matching requests pass first.
    var skip: Int
    /// Only the Nth request of a connection, from 1: 2 is the first that reuses one.
    var connectionRequest: Int?
    /// Only from the Nth request of a connection on.
    var fromConnectionRequest: Int?
    /// Region milliseconds after the rule was set.
    var begins: Int64
    var ends: Int64?

    private static let keys = [
        "fault", "place", "service", "operation", "access", "probability", "count", "skip", "connectionRequest",
        "fromConnectionRequest", "after", "for",
    ]

    /// - Parameter value: a map with the keys of the control endpoint.
    init(_ value: WireValue) throws(FaultError) {
        guard let members = value.members else { throw FaultError("a rule is a map with 'fault'") }
        if let unknown = members.first(where: { !Self.keys.contains($0.name) }) {
            throw FaultError("unknown key '\(unknown.name.prefix(60))'; known are \(Self.keys.joined(separator: ", "))")
        }
        func text(_ key: String) throws(FaultError) -> String? {
            guard let found = value[key] else { return nil }
            guard let text = found.string, (1...100).contains(text.utf8.count) else {
                throw FaultError("'\(key)' must be a text")
            }
            return text
        }
        func whole(_ key: String, _ range: ClosedRange<Int>) throws(FaultError) -> Int? {
            guard let found = value[key] else { return nil }
            guard let number = found.int, range.contains(number) else {
                throw FaultError("'\(key)' must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
        func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _: Choice.Type) throws(FaultError) -> Choice?
        where Choice.RawValue == String {
            guard let text = try text(key) else { return nil }
            guard let choice = Choice(rawValue: text) else {
                throw FaultError("'\(key)' is one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return choice
        }
        guard let written = try text("fault") else { throw FaultError("a rule needs 'fault'") }
        name = written
        fault = try Fault(written)
        place = try Self.place(of: fault, written: written, wanted: try choice("place", Place.self))
        service = try text("service")
        operation = try text("operation")
        access = try choice("access", Access.self)
        probability = 1
        if let found = value["probability"] {
            guard let share = found.double, (0...1).contains(share) else { throw FaultError("'probability' is from 0 to 1") }
            probability = share
        }
        if case .throttle(let share) = fault { probability *= share }
        count = try whole("count", 1...1_000_000_000)
        skip = try whole("skip", 0...1_000_000_000) ?? 0
        connectionRequest = try whole("connectionRequest", 1...1_000_000_000)
        fromConnectionRequest = try whole("fromConnectionRequest", 1...1_000_000_000)
        begins = Int64(try whole("after", 0...100_000_000) ?? 0) * 1000
        ends = try whole("for", 1...100_000_000).map { [begins] in begins + Int64($0) * 1000 }
    }

    /// The place a fault has by itself, or the wanted one where it makes sense.
    private static func place(of fault: Fault, written: String, wanted: Place?) throws(FaultError) -> Place {
        let possible: [Place]
        switch fault {
        case .latency, .jitter, .timeout: possible = [.before, .after, .during]
        case .close: possible = [.after, .before, .during]
        case .reset:
            switch written {
            case "reset_before": possible = [.before]
            case "reset_after_apply": possible = [.after]
            default: possible = [.before, .after, .during]
            }
        case .down, .skew, .expiredToken, .throttle, .retryAfter: possible = [.before]
        case .status, .code: possible = [.before, .after]
        case .garbage: possible = [.after, .before]
        case .slowBody, .slice, .truncate, .limitData, .wrongLength, .badJSON, .wrongType, .huge, .duplicateKeys, .byteOrderMark,
            .gzipBomb:
            possible = [.during]
        }
        guard let wanted else { return possible[0] }
        guard possible.contains(wanted) else {
            throw FaultError("\(written) strikes \(possible.map(\.rawValue).joined(separator: " or ")), not \(wanted.rawValue)")
        }
        return wanted
    }
}
