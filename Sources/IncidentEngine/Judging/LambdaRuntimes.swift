import IncidentModel

/// When AWS deprecates the managed runtimes. An alias move to a version on a deprecated runtime works; what ends is patches, and later
/// the possibility to change a function that uses it. The dates for blocking move often, those of deprecation seldom.
enum LambdaRuntimes {
    /// Where the dates can be looked up.
    static let page = "docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"

    struct Lifecycle: Sendable {
        /// `2025-09-01`
        var deprecated: String
        /// From when on functions with it can no longer be updated; nil where no date is known.
        var blocked: String?
        /// Seen in two sources that agree. The others are from one source only.
        var isConfirmed: Bool
    }

    static func lifecycle(_ runtime: String) -> Lifecycle? { table[runtime] }

    /// Whether a day of the table has begun. An ISO date is ordered as its text is.
    static func hasCome(_ day: String, _ now: Timestamp) -> Bool { day <= now.rfc3339.prefix(10) }

    private static func on(_ deprecated: String, _ blocked: String? = nil, confirmed: Bool = false) -> Lifecycle {
        Lifecycle(deprecated: deprecated, blocked: blocked, isConfirmed: confirmed)
    }

    private static let table: [String: Lifecycle] = [
        "nodejs24.x": on("2028-04-30", "2028-07-01", confirmed: true),
        "nodejs22.x": on("2027-04-30", "2027-07-01", confirmed: true),
        "nodejs20.x": on("2026-04-30", "2027-08-31", confirmed: true),
        "nodejs18.x": on("2025-09-01", "2027-08-31", confirmed: true),
        "nodejs16.x": on("2024-06-12", "2027-08-31"),
        "nodejs14.x": on("2023-12-04", "2027-08-31"),
        "nodejs12.x": on("2023-03-31"),
        "nodejs10.x": on("2021-07-30"),
        "python3.14": on("2029-06-30", "2029-08-31", confirmed: true),
        "python3.13": on("2029-06-30", "2029-08-31", confirmed: true),
        "python3.12": on("2028-10-31", "2029-01-10"),
        "python3.11": on("2027-06-30", "2027-08-31"),
        "python3.10": on("2026-10-31", "2027-08-31"),
        "python3.9": on("2025-12-15", "2027-08-31", confirmed: true),
        "python3.8": on("2024-10-14", "2027-08-31"),
        "python3.7": on("2023-12-04", "2027-08-31"),
        "python3.6": on("2022-07-18"),
        "python2.7": on("2021-07-15"),
        "java25": on("2029-06-30", "2029-08-31"),
        "java21": on("2029-06-30", "2029-08-31"),
        "java17": on("2027-06-30", "2027-08-31"),
        "java11": on("2027-06-30", "2027-08-31"),
        "java8.al2": on("2027-06-30", "2027-08-31"),
        "java8": on("2024-01-08", "2027-08-31"),
        "dotnet10": on("2028-11-14", "2029-01-15", confirmed: true),
        "dotnet8": on("2026-11-10", "2027-08-31"),
        "dotnet6": on("2024-12-20", "2027-08-31"),
        "dotnetcore3.1": on("2023-04-03"),
        "ruby3.4": on("2028-03-31", "2028-05-31", confirmed: true),
        "ruby3.3": on("2027-03-31", "2027-08-31", confirmed: true),
        "ruby3.2": on("2026-03-31", "2027-08-31"),
        "ruby2.7": on("2023-12-07"),
        "go1.x": on("2024-01-08", "2027-08-31"),
        "provided.al2023": on("2029-06-30", "2029-08-31", confirmed: true),
        // One source says 30 June, another 31 July.
        "provided.al2": on("2026-07-31", "2027-08-31"),
        "provided": on("2024-01-08", "2027-08-31"),
    ]
}
