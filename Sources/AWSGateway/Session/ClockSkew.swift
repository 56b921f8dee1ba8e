import IncidentModel
import Synchronization

/// How far AWS's clock is ahead of ours, from the Date header of replies (whole seconds, so ±1 s). Signatures are dated with the
/// corrected time when the difference is more than 4 minutes; services refuse 5.
final class ClockSkew: Sendable {
    static let tolerated = Duration.seconds(4 * 60)
    private let measured = Mutex<Duration?>(nil)

    /// Positive: AWS's clock is ahead. nil before the first reply.
    var latest: Duration? { measured.withLock { $0 } }

    var correction: Duration {
        let skew = latest ?? .zero
        return skew > Self.tolerated || skew < .zero - Self.tolerated ? skew : .zero
    }

    func observe(dateHeader: String?, receivedAt: Timestamp) {
        guard let dateHeader, let date = Timestamp(httpDate: dateHeader) else { return }
        measured.withLock { $0 = date - receivedAt }
    }
}
