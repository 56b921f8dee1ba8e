/// All that befalls one request, in the shape in which the server does it.
struct Disturbance: Sendable {
    enum Cut: Sendable, Equatable { case reset, close, timeout, garbage }

    enum Pace: Sendable, Equatable {
        case bytesPerSecond(Int)
        case pieces(Int)
    }

    enum Limit: Sendable, Equatable {
        case body(Int)
        /// Head and body.
        case reply(Int)
    }

    /// As the rules wrote them, for the request log.
    private(set) var names: [String] = []
    /// Milliseconds.
    private(set) var delays: [FaultRule.Place: Int] = [:]
    /// The connection's end; the first rule that brings one wins.
    private(set) var cut: (kind: Cut, place: FaultRule.Place)?
    /// An error in the reply's place; the first rule that brings one wins.
    private(set) var refusal: (failure: FaultFailure, place: FaultRule.Place)?
    /// Seconds by which the service's clock is ahead.
    private(set) var skew = 0
    private(set) var bodyFaults: [Fault] = []
    private(set) var pace: Pace?
    private(set) var limit: Limit?
    /// Added to content-length.
    private(set) var lengthError = 0

    init(_ strokes: [FaultBook.Stroke] = []) {
        for stroke in strokes {
            names.append(stroke.rule.name)
            apply(stroke)
        }
    }

    private mutating func apply(_ stroke: FaultBook.Stroke) {
        let place = stroke.rule.place
        switch stroke.rule.fault {
        case .latency(let milliseconds): delays[place, default: 0] += milliseconds
        case .jitter(let milliseconds): delays[place, default: 0] += Int(Double(milliseconds) * stroke.chance)
        case .down: end(.reset, .before)
        case .reset: end(.reset, place)
        case .close: end(.close, place)
        case .timeout: end(.timeout, place)
        case .garbage: end(.garbage, place)
        case .slowBody(let rate): pace = .bytesPerSecond(rate)
        case .slice(let size): pace = .pieces(size)
        case .truncate(let count): limit = .body(count)
        case .limitData(let count): limit = .reply(count)
        case .wrongLength(let error): lengthError = error
        case .status(let status): refuse(.status(status), place)
        case .code(let code): refuse(.code(code), place)
        case .throttle: refuse(.throttled(retryAfterMilliseconds: nil), place)
        case .retryAfter(let milliseconds): refuse(.throttled(retryAfterMilliseconds: milliseconds), place)
        case .expiredToken: refuse(.expiredToken, place)
        case .skew(let seconds): skew += seconds
        case .badJSON, .wrongType, .huge, .duplicateKeys, .byteOrderMark, .gzipBomb: bodyFaults.append(stroke.rule.fault)
        }
    }

    private mutating func end(_ kind: Cut, _ place: FaultRule.Place) { cut = cut ?? (kind, place) }
    private mutating func refuse(_ failure: FaultFailure, _ place: FaultRule.Place) { refusal = refusal ?? (failure, place) }

    func delay(_ place: FaultRule.Place) -> Int { delays[place] ?? 0 }

    /// The connection's end at this place.
    func cut(_ place: FaultRule.Place) -> Cut? { cut.flatMap { $0.place == place ? $0.kind : nil } }
}
