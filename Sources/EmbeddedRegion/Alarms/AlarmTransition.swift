/// An alarm entered a state; the first one, from nothing, is its creation.
struct AlarmTransition: Sendable {
    /// Region milliseconds.
    var at: Int64
    var from: AlarmState?
    var to: AlarmState
    var reason: String
    /// StateReasonData; nil at creation.
    var reasonData: WireValue?
}
