/// The four times of an incident that are reported; each is nil until both of its ends are known. `IncidentClocks.of` in the engine defines them.
package struct IncidentClocks: Hashable, Sendable {
    /// Start of the impact → detected.
    package var detect: Duration?
    /// Detected → acknowledged.
    package var acknowledge: Duration?
    /// Decision (the first intent to move traffic out) → traffic moved and read back.
    package var contain: Duration?
    /// Traffic moved → no alarm of the incident's targets fires.
    package var recover: Duration?
    /// Start of the impact → recovered, or resolved where no alarm tells: DORA's failed deployment recovery time.
    package var restore: Duration?

    package init(
        detect: Duration? = nil, acknowledge: Duration? = nil, contain: Duration? = nil, recover: Duration? = nil,
        restore: Duration? = nil
    ) {
        self.detect = detect
        self.acknowledge = acknowledge
        self.contain = contain
        self.recover = recover
        self.restore = restore
    }
}
