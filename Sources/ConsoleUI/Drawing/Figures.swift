import IncidentModel
import TerminalCanvas

/// Numbers and times as the screens write them: units beside the number, ages relative, nothing that depends on a locale.
enum Figures {
    /// A number with a fixed count of decimals, rounded half up. Not finite: `–`.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "–" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int64((abs(value) * scale).rounded())
        let sign = value < 0 && scaled != 0 ? "-" : ""
        let whole = scaled / Int64(scale)
        guard decimals > 0 else { return "\(sign)\(whole)" }
        return "\(sign)\(whole).\(Int(scaled % Int64(scale)).padded(decimals))"
    }

    /// A share of traffic, 0…1, as whole percent where that is exact: `80`, `12.5`, `0.1`.
    static func share(_ share: Double) -> String {
        let percent = share * 100
        if abs(percent - percent.rounded()) < 0.05 { return fixed(percent, 0) }
        return fixed(percent, 1)
    }

    /// A rate 0…1 for a column: `8.1 %`, always one decimal, so that the points stand under each other.
    static func rate(_ rate: Double) -> String { fixed(rate * 100, 1) + " %" }

    /// A rate 0…1 in prose, with two decimals when it is small: `0.03 %`.
    static func prose(rate: Double) -> String {
        let percent = rate * 100
        return fixed(percent, percent > 0 && percent < 0.1 ? 2 : 1) + " %"
    }

    /// `912`, `1.2k`, `41M`
    static func count(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        switch abs(value) {
        case ..<10: return value == value.rounded() ? fixed(value, 0) : fixed(value, 1)
        case ..<1000: return fixed(value, 0)
        case ..<10_000: return fixed(value / 1000, value.truncatingRemainder(dividingBy: 1000) == 0 ? 0 : 1) + "k"
        case ..<1_000_000: return fixed(value / 1000, 0) + "k"
        case ..<10_000_000: return fixed(value / 1_000_000, 1) + "M"
        default: return fixed(value / 1_000_000, 0) + "M"
        }
    }

    /// An age in at most two units: `2 s`, `4 m 12 s`, `11 h`, `9 d 11 h`.
    static func age(_ duration: Duration) -> String {
        let seconds = max(0, duration.milliseconds / 1000)
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<600: return seconds % 60 == 0 ? "\(seconds / 60) m" : "\(seconds / 60) m \(seconds % 60) s"
        case ..<3600: return "\(seconds / 60) m"
        case ..<36_000: return seconds / 60 % 60 == 0 ? "\(seconds / 3600) h" : "\(seconds / 3600) h \(seconds / 60 % 60) m"
        case ..<86_400: return "\(seconds / 3600) h"
        case ..<864_000:
            return seconds / 3600 % 24 == 0 ? "\(seconds / 86_400) d" : "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
        default: return "\(seconds / 86_400) d"
        }
    }

    /// An age in one unit, for narrow columns: `4 m`.
    static func shortAge(_ duration: Duration) -> String {
        let seconds = max(0, duration.milliseconds / 1000)
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<3600: return "\(seconds / 60) m"
        case ..<86_400: return "\(seconds / 3600) h"
        default: return "\(seconds / 86_400) d"
        }
    }

    /// A span that was measured, in full: `2 m 10 s`, `0.4 s`.
    static func span(_ duration: Duration) -> String {
        let milliseconds = max(0, duration.milliseconds)
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        if milliseconds < 10_000 { return fixed(Double(milliseconds) / 1000, 1) + " s" }
        let seconds = milliseconds / 1000
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return seconds % 60 == 0 ? "\(seconds / 60) m" : "\(seconds / 60) m \(seconds % 60) s" }
        return "\(seconds / 3600) h \(seconds / 60 % 60) m"
    }

    /// Seconds as X-Ray counts them: `212 ms`, `1.24 s`.
    static func seconds(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "–" }
        return seconds < 1 ? fixed(seconds * 1000, 0) + " ms" : fixed(seconds, seconds < 10 ? 2 : 0) + " s"
    }

    /// The length of a step: `1 min`, `90 s`.
    static func interval(_ duration: Duration) -> String {
        let seconds = max(0, duration.milliseconds / 1000)
        return seconds >= 60 && seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds) s"
    }

    /// Time left, rounded up, so that `0:00` is never shown early: `0:37`, `12:05`, `1:02:05`.
    static func countdown(_ left: Duration) -> String {
        let seconds = Int((max(0, left.milliseconds) + 999) / 1000)
        let tail = "\((seconds % 60).padded(2))"
        return seconds < 3600 ? "\(seconds / 60):\(tail)" : "\(seconds / 3600):\((seconds / 60 % 60).padded(2)):\(tail)"
    }

    /// Time gone by, rounded down: `0:12`.
    static func elapsed(_ span: Duration) -> String { countdown(.seconds(max(0, span.milliseconds / 1000))) }

    /// A predicted duration in whole seconds, never less than one: `1 s`, `140 s`, `12 m`.
    static func predicted(_ duration: Duration) -> String {
        let seconds = max(1, (duration.milliseconds + 999) / 1000)
        return seconds < 1000 ? "\(seconds) s" : "\((seconds + 59) / 60) m"
    }

    /// The incident's clock: `00:07:41`; over 99 hours `120:07:41`.
    static func clock(_ duration: Duration) -> String {
        let seconds = Int(max(0, duration.milliseconds / 1000))
        return "\((seconds / 3600).padded(2)):\((seconds / 60 % 60).padded(2)):\((seconds % 60).padded(2))"
    }

    /// A moment for the VERSIONS pane, UTC: `today 20:51`, `11 Nov 09:14`, `11 Nov 2024`; always at most 12 cells.
    static func date(_ moment: Timestamp, now: Timestamp?) -> String {
        let c = moment.civil
        let time = "\(c.hour.padded(2)):\(c.minute.padded(2))"
        guard let today = now?.civil else { return "\(c.day) \(month(c.month)) \(time)" }
        if (c.year, c.month, c.day) == (today.year, today.month, today.day) { return "today \(time)" }
        let day = c.day < 10 ? " \(c.day)" : "\(c.day)"
        return c.year == today.year || (now ?? moment) - moment < .seconds(180 * 86_400)
            ? "\(day) \(month(c.month)) \(time)" : "\(day) \(month(c.month)) \(c.year)"
    }

    /// `19 Nov 2026`
    static func day(_ moment: Timestamp) -> String {
        let c = moment.civil
        return "\(c.day) \(month(c.month)) \(c.year)"
    }

    /// `21:08`
    static func minute(_ moment: Timestamp) -> String {
        let c = moment.civil
        return "\(c.hour.padded(2)):\(c.minute.padded(2))"
    }

    private static func month(_ number: Int) -> String {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return names.indices.contains(number - 1) ? names[number - 1] : "?"
    }

    /// A name that is too long loses its middle: names of a fleet begin alike, and the alias stands at the end.
    static func shortened(_ name: String, to width: Int) -> String {
        guard GlyphWidth.of(name) > width, width > 4 else { return name }
        let head = (width - 1) / 3
        func cut(_ characters: some Sequence<Character>, _ room: Int) -> [Character] {
            var left = room
            return characters.prefix { character in
                left -= GlyphWidth.of(character)
                return left >= 0
            }
        }
        return String(cut(name, head)) + "…" + String(cut(name.reversed(), width - 1 - head).reversed())
    }
}

extension EffectiveTraffic {
    /// `v6 80 % v7 20 %`
    var phrase: String { parts.map { "\($0.version.label) \(Figures.share($0.share)) %" }.joined(separator: " ") }
}
