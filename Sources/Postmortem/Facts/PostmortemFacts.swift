package import IncidentModel

/// What a postmortem tells, taken from the journal alone: nothing in it is remembered, guessed or written by hand. What the journal does not
/// know is nil or empty, and the document says so.
package struct PostmortemFacts: Sendable {
    /// Where a line is known from.
    package enum Evidence: Hashable, Sendable {
        /// The journal's sequence number.
        case journal(Int)
        /// AWS's request id of a call of ours.
        case request(String)
        /// CloudTrail's event id.
        case cloudTrail(String)
    }

    package struct Row: Hashable, Sendable {
        package var at: Timestamp
        package var who: String
        /// `TimelineEntry.Category`, in its own word.
        package var category: String
        package var text: DisplayText
        package var target: Target?
        package var evidence: [Evidence]
    }

    package struct AlarmChange: Hashable, Sendable {
        package var alarm: DisplayText
        package var from: String
        package var to: String
        package var text: DisplayText
        package var at: Timestamp
        package var seq: Int
    }

    package struct ForeignChange: Hashable, Sendable {
        package var at: Timestamp
        package var target: Target?
        /// `UpdateAlias20150331`
        package var call: DisplayText
        package var who: DisplayText
        package var evidence: [Evidence]
    }

    package struct Tick: Hashable, Sendable {
        package var text: DisplayText
        package var isDone: Bool
        package var at: Timestamp
        package var actor: String
    }

    package struct Checklist: Hashable, Sendable {
        package var name: DisplayText
        /// Of each step the last tick, in the order of the first.
        package var ticks: [Tick]
    }

    package struct ApprovalStep: Hashable, Sendable {
        package var at: Timestamp
        package var actor: String
        package var isGranted: Bool
        package var plan: DisplayText
        package var rule: String
        package var reason: DisplayText
        package var seq: Int
    }

    /// One event that this document rests on.
    package struct JournalEntry: Hashable, Sendable {
        package var seq: Int
        package var at: Timestamp
        package var actor: String
        package var kind: String
        package var phase: String
        package var requestIDs: [String]
        package var hash: String
    }

    package var incident: Incident
    /// When these facts were put together.
    package var madeAt: Timestamp
    package var account: String?
    package var region: String?
    package var isDrill: Bool
    package var clocks: IncidentClocks
    package var impact: Impact
    package var moves: [Move]
    package var timeline: [Row]
    package var alarms: [AlarmChange]
    package var checklists: [Checklist]
    package var approvals: [ApprovalStep]
    package var foreign: [ForeignChange]
    /// What CloudWatch said, as it was kept.
    package var snapshots: [MetricSnapshot]
    package var courses: [TargetCourse]
    package var journal: [JournalEntry]
}
