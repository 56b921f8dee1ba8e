package import IncidentModel

/// Writes into an incident's record what AWS did meanwhile: changes of its targets' alarms and deployments that ended. A pure function of
/// the record and the picture, so that each is written once by whichever console of the host sees it first; two that race write the same
/// change twice, which readers take for one (`AlarmChange.isSame`, the deployment's id and status).
package enum IncidentRecorder {
    /// A deployment that ended so long before the incident's first moment belongs to it: the release that broke it.
    static let before = Duration.seconds(1800)

    /// Of an incident that was resolved so long ago nothing more is told: an alarm that comes and goes since is about something else.
    package static let after = Duration.seconds(86_400)

    /// Oldest first; empty when the record has everything.
    /// - Parameters:
    ///   - incident: as the journal has it now. One that is resolved is still told when its alarms come back to OK; a closed one nothing.
    ///   - author: who writes; the moment of the change itself is in the draft's details.
    package static func drafts(incident: Incident, picture: FleetPicture, author: IncidentDrafts.Author) -> [EventDraft] {
        guard incident.closedAt == nil, incident.resolvedAt.map({ author.time - $0 <= after }) ?? true else { return [] }
        let alarms = alarmDrafts(incident, picture, author)
        let deployments = incident.isOpen ? deploymentDrafts(incident, picture, author) : []
        return (alarms + deployments).sorted { $0.at < $1.at }.map(\.draft)
    }

    private typealias Dated = (at: Timestamp, draft: EventDraft)

    // MARK: - Alarms

    private static func alarmDrafts(_ incident: Incident, _ picture: FleetPicture, _ author: IncidentDrafts.Author) -> [Dated] {
        let recorded = Dictionary(grouping: incident.alarmChanges, by: \.alarm)
        var done: Set<String> = []
        var drafts: [Dated] = []
        for target in incident.targets {
            let history = Dictionary(grouping: picture.transitions(of: target), by: \.alarm.raw)
            for alarm in picture.alarms(of: target) where done.insert(alarm.name.raw).inserted {
                let known = recorded[alarm.name.raw] ?? []
                var written = known
                for transition in changes(of: alarm, history: history[alarm.name.raw] ?? [], known: known, incident) {
                    let change = AlarmChange(
                        alarm: alarm.name.raw, from: transition.from, to: transition.to, at: transition.at)
                    guard !written.contains(where: change.isSame) else { continue }
                    guard incident.isOpen || endsTrouble(change, written) else { continue }
                    written.append(change)
                    drafts.append((change.at, IncidentDrafts.alarm(incident.id, change, target, transition.reason, by: author)))
                }
            }
        }
        return drafts
    }

    /// After the resolution only the first OK of an alarm that the record has firing.
    private static func endsTrouble(_ change: AlarmChange, _ written: [AlarmChange]) -> Bool {
        guard change.to == .ok, let last = written.max(by: { $0.at < $1.at }) else { return false }
        return last.to == .alarm && last.at <= change.at
    }

    /// From the firing that came before the declaration, where there is one, else from the declaration on.
    private static func changes(
        of alarm: Alarm, history: [AlarmTransition], known: [AlarmChange], _ incident: Incident
    ) -> [AlarmTransition] {
        var all = history
        // The list of alarms is read oftener than their history, which may even be denied.
        if let since = alarm.since, !all.contains(where: { $0.to == alarm.state && $0.at + AlarmChange.tolerance >= since }) {
            let before = all.last { $0.at <= since }?.to ?? known.last { $0.at <= since }?.to
            if before != alarm.state {
                all.append(
                    AlarmTransition(alarm: alarm.name, at: since, from: before, to: alarm.state, reason: alarm.reason))
            }
        }
        all.sort { $0.at < $1.at }
        // The latest judgement before the declaration; to have no data since is not to be OK.
        let judged = all.last { $0.at <= incident.declaredAt && $0.to != .insufficientData }
        let begin = judged?.to == .alarm ? judged?.at : nil
        let detected = max(incident.detectedAt, incident.declaredAt - before) - AlarmChange.tolerance
        let start = min(begin ?? incident.declaredAt, detected)
        return all.filter { $0.at >= start }
    }

    // MARK: - Deployments

    private static func deploymentDrafts(_ incident: Incident, _ picture: FleetPicture, _ author: IncidentDrafts.Author)
        -> [Dated]
    {
        let recorded = Set(
            incident.events.filter { $0.draft.kind == .deploymentEnded }.compactMap { $0.draft.details["deployment"]?.string })
        let start = min(incident.impactStart ?? incident.detectedAt, incident.detectedAt) - before
        return incident.targets.flatMap { target in
            picture.deployments(of: target).compactMap { deployment in
                guard !deployment.status.isRunning, let ended = deployment.completedAt, ended >= start,
                    !recorded.contains(deployment.id)
                else { return nil }
                return (ended, IncidentDrafts.deploymentEnded(incident.id, deployment, at: ended, by: author))
            }
        }
    }
}
