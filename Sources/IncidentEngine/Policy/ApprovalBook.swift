package import IncidentModel

/// What the journal says of approvals: who asked for one, who gave one, and which SEV-1 is open. Built from events in the journal's order.
package struct ApprovalBook: Sendable {
    /// Somebody asked for an approval of one exact plan.
    package struct Request: Hashable, Sendable {
        package var planHash: String
        package var rule: ApprovalRule
        package var requester: String
        package var at: Timestamp
        package var expires: Timestamp
        package var command: String
        package var target: Target
        package var account: String
        package var region: String
        package var before: Routing
        package var after: Routing
        package var revision: RevisionID?
        /// The deployment that is stopped first.
        package var stops: String?
        package var reason: String
        package var incident: String?
        /// The plan's steps and warnings, a line each.
        package var steps: [String]
        package var warnings: [String]
    }

    /// How long an approval is good for.
    package static let lifetime = Duration.seconds(600)
    /// How long a plan waits for one: by then it should be planned anew.
    package static let patience = Duration.seconds(3600)
    /// Digits of a hash that are shown and typed; at least `leastDigits` are needed.
    package static let shownDigits = 12
    package static let leastDigits = 8

    private var requests: [String: Request] = [:]
    private var grants: [String: [Approval]] = [:]
    /// Only as far as severity, targets and end go.
    private var incidents = IncidentLedger()
    /// The last event that was applied.
    private(set) var seq = 0

    package init(_ events: [Event] = []) {
        for event in events { apply(event) }
    }

    /// An event that was applied already changes nothing.
    package mutating func apply(_ event: Event) {
        guard event.seq > seq else { return }
        seq = event.seq
        let draft = event.draft
        switch draft.kind {
        case .approvalRequested:
            guard let request = Request(draft) else { return }
            requests[request.planHash] = request
        case .approvalGranted:
            guard let hash = draft.details["planHash"]?.string else { return }
            // The record's own end may be sooner than ten minutes, never later.
            let stated = draft.details["expires"]?.string.flatMap { Timestamp(rfc3339: $0) } ?? draft.time
            grants[hash, default: []].append(
                Approval(
                    planHash: hash, approver: draft.actor, at: draft.time, expires: min(stated, draft.time + Self.lifetime)))
        case .incidentDeclared, .incidentSeverity, .incidentTargets, .incidentResolved, .incidentClosed:
            incidents.apply(event)
        default: break
        }
    }

    package func approvals(of hash: String) -> [Approval] { grants[hash] ?? [] }

    /// The latest request for exactly this plan.
    package func request(for hash: String) -> Request? { requests[hash] }

    /// Requests whose hash begins so; more than one when the digits are too few.
    package func requests(beginning prefix: String) -> [Request] {
        requests.values.filter { $0.planHash.hasPrefix(prefix) }.sorted { ($0.at, $0.planHash) < ($1.at, $1.planHash) }
    }

    /// Requests that wait for an approval, oldest first.
    package func waiting(_ now: Timestamp) -> [Request] {
        requests.values.filter { request in
            now < request.expires && !approvals(of: request.planHash).contains { now < $0.expires }
        }.sorted { ($0.at, $0.planHash) < ($1.at, $1.planHash) }
    }

    /// The open SEV-1 that names a target.
    package func severeIncident(naming target: Target) -> Incident? {
        incidents.openIncidents.last { $0.severity == .sev1 && $0.targets.contains(target) }
    }
}

extension ApprovalBook.Request {
    /// Nil for an event whose details are not of the shape that `ApprovalDrafts` gives them.
    init?(_ draft: EventDraft) {
        guard let hash = draft.details["planHash"]?.string, hash.count == 64, hash.allSatisfy(\.isHexDigit),
            let rule = draft.details["rule"]?.string.flatMap({ ApprovalRule(rawValue: $0) }), let target = draft.target,
            let before = draft.before, let after = draft.after
        else { return nil }
        let stated = draft.details["expires"]?.string.flatMap { Timestamp(rfc3339: $0) } ?? draft.time
        self.init(
            planHash: hash, rule: rule, requester: draft.actor, at: draft.time,
            expires: min(stated, draft.time + ApprovalBook.patience), command: draft.command ?? "", target: target,
            account: draft.account ?? "", region: draft.region ?? "", before: before, after: after,
            revision: draft.revisionBefore, stops: draft.details["stops"]?.string, reason: draft.reason ?? "",
            incident: draft.incident,
            steps: Self.lines("steps", draft), warnings: Self.lines("warnings", draft))
    }

    private static func lines(_ name: String, _ draft: EventDraft) -> [String] {
        (draft.details[name]?.array ?? []).compactMap(\.string)
    }
}
