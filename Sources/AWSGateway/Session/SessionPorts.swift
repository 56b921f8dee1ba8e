package import AWSSigning
package import HTTPTransport
package import IncidentEngine
package import IncidentModel

/// What an `AWSSession` needs from the world; everything else about it is values.
package struct SessionPorts: Sendable {
    package var http: any HTTPClient
    /// The wall clock, or the region's clock in a drill.
    package var clock: @Sendable () -> Timestamp
    /// Real time; throws when the task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// Asked before every attempt.
    package var gate: (any RequestGate)?
    /// A number 0…1, for jitter.
    package var random: @Sendable () -> Double
    /// A new UUID per call, for `amz-sdk-invocation-id`.
    package var invocationID: @Sendable () -> String
    /// Told of all keys that are found, whichever source they are from, before they are used: they are secrets that must be known as such.
    package var keysFound: @Sendable (SigningCredentials) -> Void

    package init(
        http: any HTTPClient, clock: @escaping @Sendable () -> Timestamp,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        gate: (any RequestGate)? = nil, random: @escaping @Sendable () -> Double = { .random(in: 0...1) },
        invocationID: @escaping @Sendable () -> String = { randomUUID() },
        keysFound: @escaping @Sendable (SigningCredentials) -> Void = { _ in }
    ) {
        self.http = http
        self.clock = clock
        self.sleep = sleep
        self.gate = gate
        self.random = random
        self.invocationID = invocationID
        self.keysFound = keysFound
    }
}

/// A version 4 UUID (RFC 9562).
package func randomUUID() -> String {
    var digits = (0..<32).map { _ in String(UInt8.random(in: 0..<16), radix: 16) }
    digits[12] = "4"
    digits[16] = String(8 + UInt8.random(in: 0..<4), radix: 16)
    let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
    return groups.map { digits[$0].joined() }.joined(separator: "-")
}
