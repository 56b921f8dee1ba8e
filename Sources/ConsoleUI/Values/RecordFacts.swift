package import IncidentModel

/// What the record says beyond incidents and lines: proofs, approvals that were asked for, and the clocks of incidents that people still work on.
package struct RecordFacts: Hashable, Sendable {
    /// What CloudTrail says of an action of ours.
    package enum Proof: String, Sendable { case proved, missing }

    /// Somebody asked for an approval.
    package struct Asked: Hashable, Sendable {
        package var by: String
        package var at: Timestamp
        package init(by: String, at: Timestamp) {
            self.by = by
            self.at = at
        }
    }

    /// The clocks of an incident with where the running ones began.
    package struct Clocks: Hashable, Sendable {
        package var finished: IncidentClocks
        /// The first intent to move traffic out of the way.
        package var decidedAt: Timestamp?
        package init(_ finished: IncidentClocks, decidedAt: Timestamp? = nil) {
            self.finished = finished
            self.decidedAt = decidedAt
        }
    }

    /// By action id; an action that is not here is pending.
    package var proofs: [String: Proof]
    /// By the hash of the plan.
    package var asked: [String: Asked]
    /// Goes up with every event about approvals: a plan that waits for one is then made anew.
    package var approvals: Int
    /// By incident id.
    package var clocks: [String: Clocks]

    package init(
        proofs: [String: Proof] = [:], asked: [String: Asked] = [:], approvals: Int = 0, clocks: [String: Clocks] = [:]
    ) {
        self.proofs = proofs
        self.asked = asked
        self.approvals = approvals
        self.clocks = clocks
    }
}
