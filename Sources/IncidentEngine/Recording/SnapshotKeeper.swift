package import IncidentModel

/// Which figures have to be kept now: around each action of an incident, at its stages and at its end. Pure, and made from what the
/// journal already has: a snapshot that covers the time and was taken late enough is never taken again, by whichever console.
package enum SnapshotKeeper {
    /// From so long before what it is about.
    package static let lead = Duration.seconds(1800)
    /// CloudWatch knows what an action did so long after it.
    package static let settling = Duration.seconds(300)
    /// A stage that was changed longer ago than this, while nobody watched, gets no snapshot of its own.
    private static let stagePatience = Duration.seconds(1800)

    /// Figures of one target that should be in the journal.
    private struct Want {
        var target: Target
        var occasion: MetricSnapshot.Occasion
        var action: String?
        /// What it is to show begins here.
        var from: Timestamp
        /// Taken earlier it does not show enough.
        var notBefore: Timestamp
    }

    /// The snapshots to be written now, from the figures that the picture has.
    package static func drafts(
        incidents: [Incident], picture: FleetPicture, now: Timestamp, author: IncidentDrafts.Author
    ) -> [EventDraft] {
        var drafts: [EventDraft] = []
        for incident in incidents where isCurrent(incident, now) {
            var taken = incident.events.compactMap { event in
                MetricSnapshot(event.draft).map { (snapshot: $0, at: event.draft.time) }
            }
            for want in wants(of: incident, now) where now >= want.notBefore {
                guard let metrics = picture.metrics[want.target], metrics.readAt >= want.notBefore,
                    !taken.contains(where: { covers($0.snapshot, takenAt: $0.at, want, now) }),
                    let snapshot = MetricSnapshot(want.target, metrics.value, occasion: want.occasion, from: want.from, to: now)
                else { continue }
                taken.append((snapshot, now))
                drafts.append(
                    snapshot.draft(
                        incident: incident.id, action: want.action, actor: author.actor, time: author.time,
                        account: author.account,
                        region: author.region))
            }
        }
        return drafts
    }

    /// Targets whose figures are wanted now.
    package static func targets(of incidents: [Incident], now: Timestamp) -> [Target] {
        Set(incidents.filter { isCurrent($0, now) }.flatMap { wants(of: $0, now) }.map(\.target)).sorted()
    }

    /// What CloudWatch still has minute by minute, and a postmortem still wants.
    private static func isCurrent(_ incident: Incident, _ now: Timestamp) -> Bool {
        guard let end = incident.closedAt ?? incident.resolvedAt else { return true }
        return now - end <= .seconds(3600)
    }

    private static func wants(of incident: Incident, _ now: Timestamp) -> [Want] {
        var wants: [Want] = []
        for event in incident.events {
            let draft = event.draft
            guard draft.kind == .aliasMove || draft.kind == .reconciled, draft.phase == .verified, let target = draft.target
            else {
                continue
            }
            let (from, settled) = (draft.time - lead, draft.time + settling)
            if now < settled {
                wants.append(.init(target: target, occasion: .action, action: draft.action, from: from, notBefore: draft.time))
            }
            wants.append(.init(target: target, occasion: .after, action: draft.action, from: from, notBefore: settled))
        }
        for stage in incident.stages where now - stage.at <= stagePatience {
            wants += incident.targets.map { .init(target: $0, occasion: .stage, from: stage.at - lead, notBefore: stage.at) }
        }
        if let resolved = incident.resolvedAt {
            // Not what was found in figures that are kept: each kept for it could find an earlier one.
            let start = min(ImpactStart.said(incident) ?? incident.detectedAt, incident.detectedAt, incident.declaredAt)
            wants += incident.targets.map {
                .init(target: $0, occasion: .resolved, from: start - lead, notBefore: resolved + settling)
            }
        }
        return wants
    }

    private static func covers(_ snapshot: MetricSnapshot, takenAt at: Timestamp, _ want: Want, _ now: Timestamp) -> Bool {
        snapshot.target == want.target && at >= want.notBefore
            && snapshot.from <= max(want.from, now - MetricSnapshot.longest, snapshot.to - MetricSnapshot.longest) + .seconds(60)
    }
}
