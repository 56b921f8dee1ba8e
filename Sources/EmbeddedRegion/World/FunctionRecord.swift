struct FunctionRecord: Sendable {
    var name: String
    /// `$LATEST`.
    var latest: VersionRecord
    /// Published ones, ascending.
    var versions: [VersionRecord]
    var aliases: [String: AliasRecord]
    var wiring = FunctionWiring()
    /// What it calls; a function that has any is traced.
    var downstream: [Downstream] = []

    func version(_ number: Int) -> VersionRecord? {
        number == 0 ? latest : versions.first { $0.number == number }
    }
}
