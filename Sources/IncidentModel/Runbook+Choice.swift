extension Runbook {
    /// The runbooks for an incident of this severity, in their order.
    package static func applicable(to incident: Incident, of runbooks: [Runbook]) -> [Runbook] {
        runbooks.filter { $0.severities.contains(incident.severity) }
    }

    /// The steps of one stage, in the order of the file.
    package func steps(of stage: IncidentStage) -> [Step] { steps.filter { $0.stage == stage } }

    /// The steps that are due: those of the incident's stage, and those of earlier stages that nobody has ticked.
    package func due(in incident: Incident) -> [Step] {
        let ticks = incident.ticks(of: name)
        return steps.filter { $0.stage == incident.stage || ($0.stage < incident.stage && ticks[$0.id]?.isDone != true) }
    }
}
