import Glibc
import IncidentEngine
import IncidentModel

/// The wall clock. Uptime is CLOCK_BOOTTIME: it goes on while a laptop sleeps, so data looks as old as it is.
struct WallClock: EngineClock {
    var now: Now { Now(time: Self.time, uptime: Self.uptime) }

    func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }

    static var time: Timestamp {
        var moment = timespec()
        clock_gettime(CLOCK_REALTIME, &moment)
        return Timestamp(milliseconds: Int64(moment.tv_sec) * 1000 + Int64(moment.tv_nsec) / 1_000_000)
    }

    static var uptime: Duration {
        var moment = timespec()
        clock_gettime(CLOCK_BOOTTIME, &moment)
        return .seconds(moment.tv_sec) + .nanoseconds(moment.tv_nsec)
    }
}

/// The clock of the embedded region, which may run faster than the wall clock; uptime and sleeps stay real.
struct DrillClock: EngineClock {
    let regionTime: @Sendable () -> Timestamp

    var now: Now { Now(time: regionTime(), uptime: WallClock.uptime) }
    func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}
