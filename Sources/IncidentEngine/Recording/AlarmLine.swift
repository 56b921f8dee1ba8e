import IncidentModel

/// A line of the timeline that the journal has on a change of an alarm. A console that did not see the alarm before does not know its
/// former state, and writes `checkout-5xx → ALARM`; another one writes `checkout-5xx OK → ALARM` of the same change.
struct AlarmLine: Sendable {
    var at: Timestamp
    /// Of its row.
    var seq: Int
    /// Place among the kept events.
    var slot: Int
    var former: Alarm.State?

    /// The words without the former state, and that.
    static func split(_ text: String) -> (words: String, former: Alarm.State?) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        let arrow = parts.count - 2
        guard arrow > 1, parts[arrow] == "→", let former = Alarm.State(rawValue: String(parts[arrow - 1])) else {
            return (text, nil)
        }
        return ((parts[..<(arrow - 1)] + parts[arrow...]).joined(separator: " "), former)
    }
}
