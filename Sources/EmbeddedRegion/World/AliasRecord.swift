/// Where an alias sends requests.
struct Routing: Sendable, Equatable {
    struct Extra: Sendable, Equatable {
        var version: Int
        /// Share of the requests, 0…1; the pointer gets the rest.
        var weight: Double
    }

    /// 0 is `$LATEST`.
    var pointer: Int
    var extra: Extra?
}

/// An alias with all it ever pointed to: metrics of any past minute are made from it.
struct AliasRecord: Sendable {
    struct Change: Sendable {
        var at: Int64
        var routing: Routing
    }

    var name: String
    var description: String
    var revision: String
    /// How often the alias was written; names the next revision.
    var writes: Int64
    /// Oldest first, never empty.
    var history: [Change]
    /// Requests a minute on an average day.
    var requestsPerMinute: Double
    /// Region milliseconds from which on nobody calls it any more.
    var trafficEnds: Int64?

    var routing: Routing { history.last?.routing ?? Routing(pointer: 0) }

    /// Nil before the alias existed.
    func routing(at moment: Int64) -> Routing? {
        history.last { $0.at <= moment }?.routing
    }
}
