import IncidentModel

/// A moment in a JSON reply: seconds since the epoch, or (some emulators) RFC 3339 text. nil when it is neither or out of all
/// reason.
struct WireTime: Decodable {
    var timestamp: Timestamp?

    init(from decoder: any Decoder) throws {
        let box = try decoder.singleValueContainer()
        // A number first, as AWS writes it: each attempt that fails makes an error, and a reply has thousands.
        if let seconds = try? box.decode(Double.self) {
            timestamp = Self.timestamp(seconds)
        } else {
            timestamp = Timestamp(rfc3339: try box.decode(String.self))
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
        if let number = try? box.decode(Double.self) {
            value = number.isFinite ? number : nil
            return
        }
        guard ["NaN", "Infinity", "-Infinity"].contains(try box.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: box, debugDescription: "no number")
        }
    }
}

/// The moments of a series: all of them numbers, as AWS writes them, or one by one.
struct WireTimes: Decodable {
    var timestamps: [Timestamp?]

    init(from decoder: any Decoder) throws {
        let box = try decoder.singleValueContainer()
        if let seconds = try? box.decode([Double].self) {
            timestamps = seconds.map(WireTime.timestamp)
        } else {
            timestamps = try box.decode([WireTime].self).map(\.timestamp)
        }
    }
}

/// The values of a series: all of them numbers, or one by one.
struct WireNumbers: Decodable {
    var values: [Double?]

    init(from decoder: any Decoder) throws {
        let box = try decoder.singleValueContainer()
        if let numbers = try? box.decode([Double].self) {
            values = numbers.map { $0.isFinite ? $0 : nil }
        } else {
            values = try box.decode([WireNumber].self).map(\.value)
        }
    }
}
