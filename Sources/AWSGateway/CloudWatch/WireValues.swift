import IncidentModel

/// A moment in a JSON reply: seconds since the epoch, or (some emulators) RFC 3339 text. nil when it is neither or out of all
/// reason.
struct WireTime: Decodable {
    var timestamp: Timestamp?

    init(from decoder: any Decoder) throws {
        let box = try decoder.singleValueContainer()
        if let text = try? box.decode(String.self) {
            timestamp = Timestamp(rfc3339: text)
        } else {
            timestamp = Self.timestamp(try box.decode(Double.self))
        }
    }

    /// Years 0001 to 9999.
    static func timestamp(_ seconds: Double) -> Timestamp? {
        guard seconds.isFinite, seconds > -62_000_000_000, seconds < 253_402_300_800 else { return nil }
        return Timestamp(seconds: seconds)
    }
}

/// A number in a JSON reply; AWS writes what JSON cannot as the texts `NaN`, `Infinity`, `-Infinity`. nil for those.
struct WireNumber: Decodable {
    var value: Double?

    init(from decoder: any Decoder) throws {
        let box = try decoder.singleValueContainer()
        if let text = try? box.decode(String.self) {
            guard ["NaN", "Infinity", "-Infinity"].contains(text) else {
                throw DecodingError.dataCorruptedError(in: box, debugDescription: "no number")
            }
            return
        }
        let number = try box.decode(Double.self)
        value = number.isFinite ? number : nil
    }
}
