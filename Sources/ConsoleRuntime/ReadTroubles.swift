import ConsoleUI
import IncidentEngine
import IncidentModel

/// Which reads fail, so that the operator is told once when a kind of read begins to fail and once when it works again. The panes keep
/// showing what they had, with its age.
struct ReadTroubles {
    private struct Kind: Hashable {
        var operation: String
        var kind: CallFailure.Kind
    }

    private var failing: [Kind: Set<Observation.Source>] = [:]
    /// A search of deployments has come back; what of it could not be read is told by the very next observation, if anything.
    private var searched = false

    /// What to tell, if anything.
    mutating func take(_ observation: Observation) -> (level: Notice.Level, text: String)? {
        if case .failed(.deployments, _) = observation { searched = false }
        let healed = searched ? heal(.deployments) : []
        searched = false
        if case .failed(let source, let failure) = observation {
            guard failure.kind != .cancelled else { return told(healed) }
            let kind = Kind(operation: "\(failure.service) \(failure.operation)", kind: failure.kind)
            let known = failing[kind]?.isEmpty == false
            failing[kind, default: []].insert(source)
            return known ? told(healed) : (.warning, "reading fails and is tried again by itself: \(failure)")
        }
        if case .deployments = observation {
            searched = true
            return told(healed)
        }
        guard let source = Self.source(of: observation) else { return told(healed) }
        return told(healed + heal(source))
    }

    /// - Returns: the operations that no source fails at any more.
    private mutating func heal(_ source: Observation.Source) -> [String] {
        var healed: [String] = []
        for (kind, sources) in failing where sources.contains(source) {
            failing[kind]?.remove(source)
            if failing[kind]?.isEmpty == true {
                failing[kind] = nil
                healed.append(kind.operation)
            }
        }
        return healed
    }

    private func told(_ healed: [String]) -> (level: Notice.Level, text: String)? {
        healed.isEmpty ? nil : (.info, "reading works again: \(healed.sorted().joined(separator: ", "))")
    }

    private static func source(of observation: Observation) -> Observation.Source? {
        switch observation {
        case .caller: .caller
        case .functions: .functions
        case .aliases(let function, _): .aliases(function: function)
        case .alias(let state): .aliases(function: state.target.function)
        case .versions(let function, _): .versions(function: function)
        case .alarms: .alarms
        case .alarmHistory: .alarmHistory
        case .metrics(let target, _): .metrics(target)
        case .version(let function, let version): .version(function: function, version.version)
        case .deployments: .deployments
        case .provisioned(let function, _): .provisioned(function: function)
        case .wiring(let function, _): .wiring(function: function)
        case .limits: .limits
        case .trail: .trail
        case .traces(let function, _): .traces(function: function)
        case .totals(let target, _): .totals(target)
        case .failed, .budget: nil
        }
    }
}
