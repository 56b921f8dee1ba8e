/// What is about to be written to the journal: an event without its place in the chain.
package struct EventDraft: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case aliasMove = "alias.move"
        /// A step of an action: a deployment is stopped. Joined to its alias move by `action`.
        case deploymentStop = "deployment.stop"
        /// A step of an action: provisioned concurrency is taken away or put.
        case provisionedChange = "provisioned.change"
        /// Several targets are about to be moved as one group; `details` has the targets and their plans.
        case groupBegun = "group.begun"
        case groupEnded = "group.ended"
        case incidentDeclared = "incident.declared"
        case incidentSeverity = "incident.severity"
        case incidentTargets = "incident.targets"
        case incidentAcknowledged = "incident.acknowledged"
        case incidentNote = "incident.note"
        case incidentResolved = "incident.resolved"
        case incidentClosed = "incident.closed"
        /// An open action of an earlier process was read back and classified.
        case reconciled = "action.reconciled"
    }

    package var time: Timestamp
    /// `INC-20261120-01`
    package var incident: String?
    /// The STS caller ARN, or `local user jo` where no caller is known.
    package var actor: String
    package var kind: Kind
    package var phase: ActionPhase?
    /// Joins the phases of one action.
    package var action: String?
    /// `rollback`, `abort` … for kind `alias.move`.
    package var command: String?
    package var account: String?
    package var region: String?
    package var target: Target?
    package var before: Routing?
    package var after: Routing?
    package var revisionBefore: RevisionID?
    package var revisionAfter: RevisionID?
    package var requestIDs: [String]
    package var reason: String?
    /// Anything else a kind carries: `severity`, `targets`, `text`, `outcome`, `error`.
    package var details: [String: JSONValue]

    package init(
        time: Timestamp, actor: String, kind: Kind, incident: String? = nil, phase: ActionPhase? = nil,
        action: String? = nil, command: String? = nil, account: String? = nil, region: String? = nil,
        target: Target? = nil, before: Routing? = nil, after: Routing? = nil, revisionBefore: RevisionID? = nil,
        revisionAfter: RevisionID? = nil, requestIDs: [String] = [], reason: String? = nil,
        details: [String: JSONValue] = [:]
    ) {
        self.time = time
        self.actor = actor
        self.kind = kind
        self.incident = incident
        self.phase = phase
        self.action = action
        self.command = command
        self.account = account
        self.region = region
        self.target = target
        self.before = before
        self.after = after
        self.revisionBefore = revisionBefore
        self.revisionAfter = revisionAfter
        self.requestIDs = requestIDs
        self.reason = reason
        self.details = details
    }
}

/// An event in the journal: the draft, its sequence number (from 1) and its links (SHA-256 hex; the first `previous` is 64 zeros).
package struct Event: Hashable, Sendable {
    package var seq: Int
    package var draft: EventDraft
    package var previous: String
    package var hash: String

    package init(seq: Int, draft: EventDraft, previous: String, hash: String) {
        self.seq = seq
        self.draft = draft
        self.previous = previous
        self.hash = hash
    }
}
