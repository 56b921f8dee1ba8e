package import IncidentModel

extension IncidentClocks {
    /// The clocks of an incident, from its record alone. Here each is defined, and nowhere else:
    /// - detect: from the first bad minute (said at the declaration, else `ImpactStart`) to when it could first be seen (the alarm's change,
    ///   the deployment's end, else the declaration);
    /// - acknowledge: from there to the first acknowledgement;
    /// - contain: from the decision, the first intent of a rollback or an abort, to the last target's first move that was read back;
    /// - recover: from then to the moment from which no alarm that fired during the incident fires any more;
    /// - restore: from the first bad minute, else the detection, to that moment, or to the resolution where no alarm fired.
    package static func of(_ incident: Incident) -> IncidentClocks {
        var clocks = IncidentClocks()
        if let start = incident.impactStart, start <= incident.detectedAt { clocks.detect = incident.detectedAt - start }
        if let at = incident.acknowledgedAt { clocks.acknowledge = max(.zero, at - incident.detectedAt) }
        let moved = containment(incident)
        if let moved { clocks.contain = moved.at - moved.decided }
        let recovered = recovery(incident, after: moved?.at)
        if let moved, let recovered { clocks.recover = max(.zero, recovered - moved.at) }
        let start = incident.impactStart ?? incident.detectedAt
        if let end = recovered ?? incident.resolvedAt, end >= start { clocks.restore = end - start }
        return clocks
    }

    /// The first decision to move traffic out of the way, and when the last target was out of it. Nil while one is still open.
    private static func containment(_ incident: Incident) -> (decided: Timestamp, at: Timestamp)? {
        var decided: Timestamp?
        var firstMoves: [Target: Timestamp] = [:]
        var open: Set<Target> = []
        for event in incident.events {
            let draft = event.draft
            guard draft.kind == .aliasMove || draft.kind == .reconciled, let target = draft.target, let phase = draft.phase else {
                continue
            }
            guard draft.command == "rollback" || draft.command == "abort" else { continue }
            if phase == .intent {
                decided = decided ?? draft.time
                if firstMoves[target] == nil { open.insert(target) }
            } else if phase == .verified {
                firstMoves[target] = firstMoves[target] ?? draft.time
                open.remove(target)
            } else if !phase.isOpen {
                open.remove(target)
            }
        }
        guard let decided, open.isEmpty, let last = firstMoves.values.max() else { return nil }
        return (decided, max(decided, last))
    }

    /// When the last of the alarms that fired came back to OK, after the traffic had moved.
    private static func recovery(_ incident: Incident, after moved: Timestamp?) -> Timestamp? {
        var firing: Set<String> = []
        var last: Timestamp?
        for change in incident.alarmChanges {
            switch change.to {
            case .alarm:
                firing.insert(change.alarm)
                last = nil
            case .ok where firing.remove(change.alarm) != nil:
                if firing.isEmpty { last = change.at }
            case .ok, .insufficientData: break
            }
        }
        guard let last else { return nil }
        return moved.map { max($0, last) } ?? last
    }
}
