package import IncidentModel

/// What CloudTrail's record of the account comes to for ours: each action of ours is proved, pending or missing, and what somebody else
/// changed on an incident's targets is foreign. Pure, and made from what the journal already has, so that several consoles write the same
/// once (a few of them at the same moment may write it twice, which changes nothing).
package enum TrailReconciler {
    /// CloudTrail delivers within 15 minutes as a rule: what it has not after an hour is missing.
    package static let patience = Duration.seconds(3600)
    /// Changes this long before an incident's first bad minute belong to it: what led to it.
    package static let lead = Duration.seconds(1800)
    /// Clocks of this host and of AWS differ by this much at most.
    static let skew = Duration.seconds(60)

    /// The events to be written now.
    /// - Parameter author: who writes them; what somebody did is in the details.
    package static func drafts(
        events: [Event], ledger: ActionLedger, picture: FleetPicture, now: Timestamp, author: IncidentDrafts.Author
    ) -> [EventDraft] {
        guard picture.trail != nil else { return [] }
        return drafts(incidents: IncidentReducer.reduce(events), ledger: ledger, picture: picture, now: now, author: author)
    }

    /// The same where the incidents have been made of the events already.
    package static func drafts(
        incidents: [Incident], ledger: ActionLedger, picture: FleetPicture, now: Timestamp, author: IncidentDrafts.Author
    ) -> [EventDraft] {
        guard picture.trail != nil else { return [] }
        return proofs(ledger, picture, now, author) + foreign(incidents, ledger, picture, author)
    }

    /// Since when CloudTrail has to be searched for what is not settled: the first action without a proof, and the time of incidents that
    /// are open or ended within a day. Nil when there is nothing to look for.
    package static func searchSince(incidents: [Incident], ledger: ActionLedger, now: Timestamp) -> Timestamp? {
        let starts = incidents.map { span($0) }.filter { $0.to >= now - .seconds(86_400) }.map(\.from)
        let unproved = ledger.unprovedSince.map { [$0 - skew] } ?? []
        return (starts + unproved).min()
    }

    // MARK: - Our own actions

    private static func proofs(
        _ ledger: ActionLedger, _ picture: FleetPicture, _ now: Timestamp, _ author: IncidentDrafts.Author
    ) -> [EventDraft] {
        // What was missing is proved late, or never: it is looked for among events of its time only.
        let oldest = picture.trail?.value.first?.at ?? now
        return ledger.unproved.compactMap { move -> EventDraft? in
            guard move.proof == .pending || move.at + skew >= oldest else { return nil }
            if let event = proof(of: move, picture) {
                var details: [String: JSONValue] = [
                    "state": "proved", "eventId": .string(event.id), "who": .string(event.who.raw), "at": JSONValue(event.at),
                    "name": .string(event.name),
                ]
                // The record says that somebody else made our call: credentials changed between asking who we are and acting.
                if event.who.raw != move.actor { details["actor"] = .string(move.actor) }
                return draft(move, author, requestIDs: event.requestID.isEmpty ? [] : [event.requestID], details)
            }
            guard move.proof == .pending, now - move.at >= patience, isSearched(move, picture) else { return nil }
            return draft(move, author, requestIDs: move.requestIDs, ["state": "missing", "searchedTo": JSONValue(now)])
        }
    }

    /// The event of an action's own write: by the request id that AWS gave it, else, where the reply was lost, by the revision that the
    /// write made and by who made it.
    static func proof(of move: ActionLedger.Move, _ picture: FleetPicture) -> TrailEvent? {
        let events = picture.trail(of: move.target).filter(\.hasSucceeded)
        let ours = Set(move.requestIDs)
        return events.last { ours.contains($0.requestID) } ?? events.last { isLostWrite($0, of: move) }
    }

    private static func isLostWrite(_ event: TrailEvent, of move: ActionLedger.Move) -> Bool {
        guard let revision = move.revisionAfter, event.revision == revision, event.who.raw == move.actor else { return false }
        return event.at >= move.startedAt - skew && event.at <= move.at + skew
    }

    /// Whether CloudTrail was asked about the time of an action once it should have had its event.
    private static func isSearched(_ move: ActionLedger.Move, _ picture: FleetPicture) -> Bool {
        picture.trailSpans.contains {
            $0.from <= move.startedAt && $0.to >= move.at && $0.at - move.at >= patience
        }
    }

    private static func draft(
        _ move: ActionLedger.Move, _ author: IncidentDrafts.Author, requestIDs: [String], _ details: [String: JSONValue]
    ) -> EventDraft {
        EventDraft(
            time: author.time, actor: author.actor, kind: .trailProof, incident: move.incident, action: move.id,
            command: move.command, account: author.account, region: author.region, target: move.target,
            requestIDs: requestIDs, details: details)
    }

    // MARK: - Everybody else's

    private static func foreign(
        _ incidents: [Incident], _ ledger: ActionLedger, _ picture: FleetPicture, _ author: IncidentDrafts.Author
    ) -> [EventDraft] {
        let unknown = (picture.trail?.value ?? []).filter { $0.hasSucceeded && !ledger.isKnownForeign($0.id) }
        guard let oldest = unknown.first?.at else { return [] }
        var told: Set<String> = []
        var drafts: [EventDraft] = []
        for incident in incidents.reversed() {
            let span = span(incident)
            guard span.to >= oldest else { continue }
            let functions = Set(incident.targets.map(\.function))
            for event in unknown where event.at >= span.from && event.at <= span.to && !told.contains(event.id) {
                let concerns = event.target.map { incident.targets.contains($0) } ?? functions.contains(event.function)
                guard concerns, !isOurs(event, ledger) else { continue }
                told.insert(event.id)
                drafts.append(draft(event, incident.id, picture, author))
            }
        }
        return drafts.sorted { ($0.details["at"]?.string ?? "") < ($1.details["at"]?.string ?? "") }
    }

    /// The time that an incident is about.
    private static func span(_ incident: Incident) -> (from: Timestamp, to: Timestamp) {
        let start = min(incident.impactStart ?? incident.detectedAt, incident.detectedAt, incident.declaredAt)
        return (start - lead, incident.resolvedAt ?? incident.closedAt ?? Timestamp(milliseconds: .max))
    }

    /// A call of ours, a call of an action that is still under way, or what CodeDeploy did because an action of ours stopped it.
    private static func isOurs(_ event: TrailEvent, _ ledger: ActionLedger) -> Bool {
        if ledger.isOurRequest(event.requestID) { return true }
        guard let target = event.target else { return false }
        if let open = ledger.openAction(on: target), open.actor == event.who.raw, event.at >= open.startedAt - skew {
            return true
        }
        let byCodeDeploy = event.userAgent.raw.lowercased().contains("codedeploy")
        return ledger.closedActions(on: target).contains { move in
            isLostWrite(event, of: move)
                || byCodeDeploy && move.stopped != nil && event.at >= move.startedAt && event.at <= move.at + skew
        }
    }

    private static func draft(
        _ event: TrailEvent, _ incident: String, _ picture: FleetPicture, _ author: IncidentDrafts.Author
    ) -> EventDraft {
        var details: [String: JSONValue] = [
            "eventId": .string(event.id), "who": .string(event.who.raw), "name": .string(event.name), "at": JSONValue(event.at),
            "requestId": .string(event.requestID), "function": .string(event.function),
        ]
        if let version = event.version { details["version"] = .string(version.name) }
        if !event.userAgent.raw.isEmpty { details["userAgent"] = .string(event.userAgent.raw) }
        let change = event.target.flatMap { target in
            TrailChange.all(of: target, picture: picture).first { $0.event.id == event.id }
        }
        return EventDraft(
            time: author.time, actor: author.actor, kind: .trailForeign, incident: incident, account: author.account,
            region: author.region, target: event.target, before: change?.before, after: change?.after,
            revisionAfter: event.revision, details: details)
    }
}
