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
        /// `stage`, and the reason.
        case incidentStage = "incident.stage"
        /// `role`, `person` (empty: nobody has it any more), `manner`, `from` (who had it, as the writer knew), `note`.
        case incidentRole = "incident.role"
        /// A step of a checklist: `runbook`, `step`, `text`, `done`.
        case incidentStep = "incident.step"
        /// `url`, `title`.
        case incidentLink = "incident.link"
        /// A proposed incident was put aside: `trigger`, `targets`, and the reason.
        case incidentDismissed = "incident.dismissed"
        /// Somebody asks for an approval: `planHash`, `plan`, `rule`, `expires`.
        case approvalRequested = "approval.requested"
        /// `planHash`, `expires`; the actor is the approver.
        case approvalGranted = "approval.granted"
        /// A plan is carried out without the approval that it needs: `planHash`, `rule`, and the reason.
        case glassBroken = "approval.broken-glass"
        /// A signature over the chain so far: `head`, `headSeq`, `key` (the public key's fingerprint), `signature` (Base64).
        case checkpoint = "journal.checkpoint"
        /// CloudTrail on one of our actions, joined by `action`: `state` (`proved`, `missing`), `eventId`.
        case trailProof = "trail.proof"
        /// CloudTrail on a change that is none of ours: `eventId`, `who`, `name`, `at`, `requestId`.
        case trailForeign = "trail.foreign"
        /// What CloudWatch said around an action or a stage, kept because CloudWatch forgets: `series`, `from`, `to`.
        case metricSnapshot = "metrics.snapshot"
        /// An alarm of the incident's targets changed: `alarm`, `from`, `to`, `at`, `text`.
        case alarmChanged = "alarm.changed"
        /// A deployment of a watched target came to its end: `deployment`, `status`, `at`, `rolledBack`, `version`, `currentVersion`, `error`, `text`.
        case deploymentEnded = "deployment.ended"
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
