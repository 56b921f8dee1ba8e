/// A moment as a UTC calendar date, and the notations in which AWS writes it.
struct CivilTime {
    let year, month, day, hour, minute, second, millisecond: Int
    /// 0 is Sunday.
    let weekday: Int

    init(milliseconds: Int64) {
        let seconds = milliseconds.flooredDivision(1000)
        millisecond = Int(milliseconds - seconds * 1000)
        let days = seconds.flooredDivision(86_400)
        let rest = Int(seconds - days * 86_400)
        hour = rest / 3600
        minute = rest / 60 % 60
        second = rest % 60
        weekday = Int((days + 4) - (days + 4).flooredDivision(7) * 7)
        // Days to civil date over 400-year eras that begin on 1 March.
        let shifted = days + 719_468
        let era = shifted.flooredDivision(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
        month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `2026-11-20T21:05:00.000Z`
    var iso: String { isoWithoutZone + "Z" }
    /// `2026-11-20T21:05:00.000+0000`, as Lambda's LastModified and CloudWatch's history are written.
    var isoOffset: String { isoWithoutZone + "+0000" }
    /// `20261120T210500Z`, as signatures are dated.
    var basic: String { "\(year)\(two(month))\(two(day))T\(two(hour))\(two(minute))\(two(second))Z" }
    /// `20/11/26 21:05:00`, as in an alarm's StateReason.
    var alarmReason: String { "\(two(day))/\(two(month))/\(two(year % 100)) \(clock)" }
    /// RFC 9110 date: `Fri, 20 Nov 2026 21:05:00 GMT`.
    var http: String { "\(Self.weekdays[weekday]), \(two(day)) \(Self.months[month - 1]) \(year) \(clock) GMT" }

    /// `Friday 20 November, 2026 21:05:00 UTC`, as in a composite alarm's StateReason.
    var long: String {
        "\(Self.longWeekdays[weekday]) \(two(day)) \(Self.longMonths[month - 1]), \(year) \(clock) UTC"
    }

    private static let longWeekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    private static let longMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]

    private var isoWithoutZone: String {
        "\(year)-\(two(month))-\(two(day))T\(clock)." + String(String(millisecond + 1000).dropFirst())
    }
    private var clock: String { "\(two(hour)):\(two(minute)):\(two(second))" }
    private func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

extension CivilTime {
    /// Milliseconds since 1970 of an ISO 8601 moment (`2026-11-20T21:05:00Z`, fraction and offset optional), or nil.
    static func milliseconds(iso text: String) -> Int64? {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int64? {
            guard range.upperBound <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[range] {
                guard byte >= 48, byte <= 57 else { return nil }
                value = value * 10 + Int64(byte - 48)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60
        else { return nil }
        var index = 16
        var second: Int64 = 0
        if index < bytes.count, bytes[index] == UInt8(ascii: ":") {
            guard let parsed = number(17..<19), parsed < 61 else { return nil }
            second = parsed
            index = 19
        }
        var fraction: Int64 = 0
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            var scale: Int64 = 100
            index += 1
            while index < bytes.count, let digit = number(index..<(index + 1)) {
                fraction += digit * scale
                scale /= 10
                index += 1
            }
        }
        var offset: Int64 = 0
        if index < bytes.count, bytes[index] != UInt8(ascii: "Z") {
            let sign: Int64 = bytes[index] == UInt8(ascii: "-") ? -1 : 1
            guard let hours = number((index + 1)..<(index + 3)) else { return nil }
            let minutesAt = index + 3 < bytes.count && bytes[index + 3] == UInt8(ascii: ":") ? index + 4 : index + 3
            offset = sign * (hours * 60 + (number(minutesAt..<(minutesAt + 2)) ?? 0))
        }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.flooredDivision(400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return (((days * 24 + hour) * 60 + minute - offset) * 60 + second) * 1000 + fraction
    }
}

extension Int64 {
    /// Division that rounds towards minus infinity, so that moments before 1970 fall into the right minute.
    func flooredDivision(_ divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor != 0 && (self < 0) != (divisor < 0) ? quotient - 1 : quotient
    }
}
