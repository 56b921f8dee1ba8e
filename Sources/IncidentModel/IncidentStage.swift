/// Where an incident is in its life (first source, section 4.1). Ordered; it may be moved back.
package enum IncidentStage: String, Sendable, CaseIterable, Comparable {
    case detection, triage, containment, resolution, postmortem

    private var position: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    package static func < (a: IncidentStage, b: IncidentStage) -> Bool { a.position < b.position }
}
