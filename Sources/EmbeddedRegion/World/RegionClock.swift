import Foundation

/// The region's time. The only place of this target that reads a clock.
struct RegionClock: Sendable {
    let speed: Double
    private let startMilliseconds: Int64
    private let startReal: ContinuousClock.Instant
    private let followsWall: Bool

    init(speed: Double, startMilliseconds: Int64?) {
        self.speed = speed
        self.startMilliseconds = startMilliseconds ?? Self.wallMilliseconds()
        startReal = ContinuousClock.now
        followsWall = speed == 1 && startMilliseconds == nil
    }

    /// Region time at the start, milliseconds since 1970.
    var start: Int64 { startMilliseconds }

    /// Region time, milliseconds since 1970; at speed 1 without a given start it is the wall clock.
    func now() -> Int64 {
        if followsWall { return Self.wallMilliseconds() }
        return startMilliseconds + Int64(realSeconds() * speed * 1000)
    }

    /// Real seconds since the start: what quotas are counted in.
    func realSeconds() -> Double {
        let parts = (ContinuousClock.now - startReal).components
        return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
    }

    static func wallMilliseconds() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
