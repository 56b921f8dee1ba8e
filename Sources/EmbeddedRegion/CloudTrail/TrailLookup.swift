import Foundation

/// LookupEvents on one snapshot: newest first, of the last 90 days, and only what has been delivered by now.
struct TrailLookup {
    let world: World
    /// Region milliseconds.
    let now: Int64

    private static let pageLimit = 50
    private static let kept: Int64 = 90 * 86_400_000
    private static let attributes = [
        "EventId", "EventName", "ReadOnly", "Username", "ResourceType", "ResourceName", "EventSource", "AccessKeyId",
    ]

    /// An event before it is made: all pages' candidates are sorted, one page is made.
    private struct Candidate {
        var at: Int64
        var past: PastTrail.Key?
        var entry: TrailEntry?

        var key: String { past?.text ?? entry?.key ?? "" }

        /// Whether it is the older one, or of two of one moment the one that is listed later.
        func isBefore(at otherAt: Int64, key otherKey: String) -> Bool { at == otherAt ? key < otherKey : at < otherAt }
        func isAfter(_ other: Candidate) -> Bool { at == other.at ? key > other.key : at > other.at }
    }

    func events(_ input: WireValue) throws(ServiceFailure) -> WireValue {
        let attribute = try attribute(input)
        let start = try moment(input, "StartTime") ?? 0
        let end = try moment(input, "EndTime") ?? .max
        guard start <= end else {
            throw ServiceFailure("InvalidTimeRangeException", 400, "The start time must not be after the end time.")
        }
        var limit = Self.pageLimit
        if let found = input["MaxResults"] {
            guard let wanted = found.int, (1...Self.pageLimit).contains(wanted) else {
                throw ServiceFailure("InvalidMaxResultsException", 400, "MaxResults must be from 1 to 50.")
            }
            limit = wanted
        }
        if let category = input["EventCategory"] {
            guard category.string == "insight" else {
                throw ServiceFailure("InvalidEventCategoryException", 400, "The event category is not valid.")
            }
            return .object([("Events", .list([]))])
        }
        let question = "\(attribute?.key ?? "")=\(attribute?.value ?? "")|\(start)|\(end)"
        let anchor = try anchor(input, question: question)
        let from = max(start, now - Self.kept)
        var candidates = candidates(attribute).filter { candidate in
            candidate.at >= from && candidate.at <= min(end, now)
                && anchor.map { candidate.isBefore(at: $0.at, key: $0.key) } ?? true && isDelivered(candidate)
        }
        candidates.sort { $0.isAfter($1) }
        let page = candidates.prefix(limit)
        let values = page.compactMap { made($0)?.value(account: world.account, region: world.region, noise: world.noise) }
        let last = candidates.count > limit ? page.last : nil
        return .object([
            ("Events", .list(values)),
            ("NextToken", last.map { .string(Self.token(at: $0.at, key: $0.key, question: question)) }),
        ])
    }

    private func candidates(_ attribute: (key: String, value: String)?) -> [Candidate] {
        let past = PastTrail(world: world)
        var function: String?
        if let attribute, attribute.key == "ResourceName" {
            // Names and ARNs both name a function.
            function = attribute.value.split(separator: ":").last.map(String.init) ?? attribute.value
        }
        var keys = past.keys(function: function)
        if let attribute, attribute.key == "EventName" { keys = keys.filter { $0.name == attribute.value } }
        var found = keys.map { Candidate(at: $0.at, past: $0) }
        found += world.trail.entries.map { Candidate(at: $0.at, entry: $0) }
        guard let attribute else { return found }
        let isSettled = attribute.key == "EventName" || attribute.key == "ResourceName"
        return found.filter { candidate in
            if candidate.past != nil, isSettled { return true }
            return made(candidate).map { matches($0, attribute) } ?? false
        }
    }

    private func made(_ candidate: Candidate) -> TrailEntry? {
        candidate.entry ?? candidate.past.flatMap { PastTrail(world: world).entry($0) }
    }

    private func matches(_ entry: TrailEntry, _ attribute: (key: String, value: String)) -> Bool {
        let wanted = attribute.value
        switch attribute.key {
        case "EventId": return entry.eventID(noise: world.noise) == wanted
        case "EventName": return entry.name == wanted
        case "ReadOnly": return wanted == "false"
        case "Username": return entry.identity.username == wanted
        case "ResourceType": return entry.resources.contains { $0.type == wanted }
        case "ResourceName":
            let last = wanted.split(separator: ":").last.map(String.init) ?? wanted
            return entry.resources.contains { $0.name == wanted || $0.name.split(separator: ":").last.map(String.init) == last }
        case "EventSource": return entry.source == wanted
        default: return entry.identity.accessKeyID(noise: world.noise) == wanted
        }
    }

    private func isDelivered(_ candidate: Candidate) -> Bool {
        let delay = world.trail.rules.delay
        if candidate.at + delay.upperBound <= now { return true }
        let share = world.noise.uniform(Noise.stream("delivery/" + candidate.key), 0)
        return candidate.at + delay.lowerBound + Int64(share * Double(delay.upperBound - delay.lowerBound)) <= now
    }

    private func attribute(_ input: WireValue) throws(ServiceFailure) -> (key: String, value: String)? {
        guard let found = input["LookupAttributes"] else { return nil }
        let refusal = ServiceFailure("InvalidLookupAttributesException", 400, "The lookup attributes are not valid.")
        guard let list = found.list, list.count <= 1 else { throw refusal }
        guard let first = list.first else { return nil }
        guard let key = first["AttributeKey"]?.string, let value = first["AttributeValue"]?.string,
            Self.attributes.contains(key), (1...2_000).contains(value.utf8.count)
        else { throw refusal }
        return (key, value)
    }

    private func moment(_ input: WireValue, _ name: String) throws(ServiceFailure) -> Int64? {
        guard let found = input[name] else { return nil }
        guard let moment = found.milliseconds else {
            throw ServiceFailure("InvalidTimeRangeException", 400, "\(name) is no time.")
        }
        return moment
    }

    /// A token belongs to its question and to a place in the history, so that events that arrive meanwhile shift no page.
    private static func token(at: Int64, key: String, question: String) -> String {
        Data("\(at) \(Noise.stream(question)) \(key)".utf8).base64EncodedString()
    }

    private func anchor(_ input: WireValue, question: String) throws(ServiceFailure) -> (at: Int64, key: String)? {
        guard let found = input["NextToken"] else { return nil }
        let parts = found.string.flatMap { Data(base64Encoded: $0) }
            .map { String(decoding: $0, as: UTF8.self).split(separator: " ", maxSplits: 2) }
        guard let parts, parts.count == 3, let at = Int64(parts[0]), parts[1] == String(Noise.stream(question)) else {
            throw ServiceFailure(
                "InvalidNextTokenException", 400,
                "The token is not valid, or the request's other parameters are not those it was made for.")
        }
        return (at, String(parts[2]))
    }
}
