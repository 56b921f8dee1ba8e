package import IncidentModel

/// How a target fares after it was moved: the error rate coming down, then how long it took. CloudWatch counts whole minutes and shows them
/// minutes late, so recovery is dated by the minute that proves it.
package enum Recovery: Hashable, Sendable {
    /// No complete minute after the move is known yet. `before` is the rate of the last minute before it.
    case waiting(before: Double?)
    /// Still failing: the rate before the move and in the latest minute.
    case falling(before: Double?, now: Double)
    /// From the move to the end of the first whole minute under one per cent of failures.
    case recovered(after: Duration)

    /// - Parameter moved: when the move was verified, region time.
    package static func of(_ target: Target, since moved: Timestamp, picture: FleetPicture, now: Now) -> Recovery {
        let rates = picture.metrics[target]?.value.whole.errorRate.points ?? []
        let before = rates.last { $0.at + .seconds(60) <= moved }?.value
        let after = rates.filter { $0.at >= moved && $0.at + .seconds(60) <= now.time }
        guard let latest = after.last else { return .waiting(before: before) }
        guard let good = after.first(where: { $0.value < RecentTraffic.suspectRate }) else {
            return .falling(before: before, now: latest.value)
        }
        return .recovered(after: good.at + .seconds(60) - moved)
    }

    /// `errors 8.1 % → 2.3 %`, `recovered after 2 m 10 s`
    package var text: String {
        switch self {
        case .waiting(nil): "waiting for the first whole minute of figures"
        case .waiting(let before?): "errors were \(Wording.percent(before)), waiting for the first whole minute"
        case .falling(nil, let now): "errors \(Wording.percent(now))"
        case .falling(let before?, let now): "errors \(Wording.percent(before)) → \(Wording.percent(now))"
        case .recovered(let duration): "recovered after \(Wording.duration(duration))"
        }
    }
}
