/// Provisioned concurrency of an alias or a version, with the allocation that is running or was the last.
struct ProvisionedRecord: Sendable, Equatable {
    enum Status: String, Sendable {
        case inProgress = "IN_PROGRESS"
        case ready = "READY"
        case failed = "FAILED"
    }

    var requested: Int
    /// Environments that were warm before this allocation.
    var base: Int
    /// When a person last changed it, region milliseconds.
    var modified: Int64
    /// When the first environment of the allocation is there, or its initialisation fails.
    var begins: Int64
    var perMinute: Int
    /// The version's initialisation fails.
    var fails: Bool

    /// From here on it is READY or FAILED.
    var ends: Int64 {
        if fails || requested <= base { return begins }
        return begins + Int64((Double(requested - base) * 60_000 / Double(max(1, perMinute))).rounded(.up))
    }

    func status(at moment: Int64) -> Status {
        guard moment >= ends else { return .inProgress }
        return fails ? .failed : .ready
    }

    func allocated(at moment: Int64) -> Int {
        if fails { return 0 }
        if moment >= ends { return requested }
        let grown = Double(max(0, moment - begins)) * Double(perMinute) / 60_000
        return min(requested, base + Int(grown))
    }

    /// None of an allocation serves before all of it is there.
    func available(at moment: Int64) -> Int {
        if fails { return 0 }
        return moment >= ends ? requested : min(base, requested)
    }

    mutating func move(by milliseconds: Int64) {
        modified += milliseconds
        begins += milliseconds
    }
}
