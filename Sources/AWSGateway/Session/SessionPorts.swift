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
    // Two readings of the system's random numbers, not one a digit: each call has a UUID.
    let halves = (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max))
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for place in 0..<32 {
        if [8, 12, 16, 20].contains(place) { text.append(UInt8(ascii: "-")) }
        let random = Int(((place < 16 ? halves.0 : halves.1) >> UInt64(place % 16 * 4)) & 15)
        text.append(digits[place == 12 ? 4 : place == 16 ? 8 + random % 4 : random])
    }
    return String(decoding: text, as: UTF8.self)
}
