extension Timestamp {
    /// The civil UTC date and time of a moment (proleptic Gregorian calendar; no leap seconds, as POSIX time has none).
    package struct Civil: Hashable, Sendable {
        package var year: Int
        package var month: Int
        package var day: Int
        package var hour: Int
        package var minute: Int
        package var second: Int
        package var millisecond: Int
    }

    package var civil: Civil {
        let day = milliseconds.flooredQuotient(86_400_000)
        let inDay = Int(milliseconds - day * 86_400_000)
        let (year, month, dayOfMonth) = Self.date(fromDays: Int(day))
        return Civil(
            year: year, month: month, day: dayOfMonth, hour: inDay / 3_600_000, minute: inDay / 60_000 % 60,
            second: inDay / 1000 % 60, millisecond: inDay % 1000)
    }

    package init(civil: Civil) {
        let days = Self.days(year: civil.year, month: civil.month, day: civil.day)
        let seconds = Int64(days) * 86_400 + Int64(civil.hour * 3600 + civil.minute * 60 + civil.second)
        milliseconds = seconds * 1000 + Int64(civil.millisecond)
    }

    /// `2026-11-20T21:08:20.123Z`
    package var rfc3339: String {
        let c = civil
        return
            "\(c.year.padded(4))-\(c.month.padded(2))-\(c.day.padded(2))T\(c.hour.padded(2)):\(c.minute.padded(2)):\(c.second.padded(2)).\(c.millisecond.padded(3))Z"
    }

    /// `21:08:20Z`, the form of the timeline.
    package var clock: String {
        let c = civil
        return "\(c.hour.padded(2)):\(c.minute.padded(2)):\(c.second.padded(2))Z"
    }

    /// Reads RFC 3339 with an offset or `Z`, with or without a fraction, of which three digits count. AWS Lambda writes `+0000`; that is
    /// read too. Nil for a date that does not exist.
    package init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[range] {
                guard byte >= 48, byte <= 57 else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            return value
        }
        func has(_ character: Character, at index: Int) -> Bool {
            index < bytes.count && bytes[index] == character.asciiValue
        }
        guard let year = number(0..<4), has("-", at: 4), let month = number(5..<7), has("-", at: 7),
            let day = number(8..<10), has("T", at: 10) || has("t", at: 10) || has(" ", at: 10),
            let hour = number(11..<13), has(":", at: 13), let minute = number(14..<16), has(":", at: 16),
            let second = number(17..<19), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        var index = 19
        var millisecond = 0
        if has(".", at: index) {
            index += 1
            var digits = 0
            while index < bytes.count, bytes[index] >= 48, bytes[index] <= 57 {
                if digits < 3 { millisecond = millisecond * 10 + Int(bytes[index] - 48) }
                digits += 1
                index += 1
            }
            guard digits > 0 else { return nil }
            for _ in stride(from: digits, to: 3, by: 1) { millisecond *= 10 }
        }
        var offsetMinutes = 0
        if has("Z", at: index) || has("z", at: index) {
            index += 1
        } else if has("+", at: index) || has("-", at: index) {
            let sign = has("-", at: index) ? -1 : 1
            let colon = has(":", at: index + 3) ? 1 : 0
            guard let hours = number(index + 1..<index + 3),
                let minutes = number(index + 3 + colon..<index + 5 + colon), hours < 24, minutes < 60
            else { return nil }
            offsetMinutes = sign * (hours * 60 + minutes)
            index += 5 + colon
        } else {
            return nil
        }
        guard index == bytes.count else { return nil }
        let civil = Civil(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second, millisecond: millisecond)
        let local = Timestamp(civil: civil)
        // 30 February would come back as 2 March.
        guard second == 60 || local.civil == civil else { return nil }
        self = local - .seconds(offsetMinutes * 60)
    }

    /// Days since 1970-01-01 to a date, by the era arithmetic of a 400-year cycle of 146,097 days.
    private static func date(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = Int(Int64(shifted).flooredQuotient(146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = Int(Int64(shiftedYear).flooredQuotient(400))
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

extension Int64 {
    fileprivate func flooredQuotient(_ divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

extension Int {
    /// Decimal digits, zero-padded on the left to `width`.
    package func padded(_ width: Int) -> String {
        let digits = String(self)
        return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
    }
}
