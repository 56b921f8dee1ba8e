/// What a function's code and configuration are at one published version, or at `$LATEST`.
struct VersionConfiguration: Sendable, Equatable {
    var codeSha256: String
    var codeSize: Int
    var runtime: String
    var handler: String
    var memory: Int
    /// Seconds.
    var timeout: Int
    var environment: [String]
    var role: String
    var deadLetterTarget: String?
    var description: String
    /// `Zip` or `Image`.
    var packageType = "Zip"
}

/// How a version behaves from a moment on.
struct Behaviour: Sendable, Equatable {
    /// Region milliseconds; the first behaviour of a version holds from the beginning.
    var from: Int64
    /// Probability that a request fails, 0…1.
    var failing: Double
    /// Median duration of a request, milliseconds; durations are log-normal.
    var median: Double
    /// Standard deviation of the duration's logarithm.
    var spread: Double
}

/// A version of a function. Number 0 is `$LATEST`.
struct VersionRecord: Sendable {
    var number: Int
    var published: Int64
    var configuration: VersionConfiguration
    var behaviours: [Behaviour]
    var revision: String
    /// `Active`, `Inactive`, `Pending` or `Failed`.
    var state: String
    var health = VersionHealth()

    var name: String { number == 0 ? "$LATEST" : String(number) }

    func behaviour(at moment: Int64) -> Behaviour {
        behaviours.last { $0.from <= moment } ?? behaviours.first ?? Behaviour(from: 0, failing: 0, median: 50, spread: 0.4)
    }
}
