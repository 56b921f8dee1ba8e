package import IncidentModel

/// What the detector has seen of each target, kept so that only those are looked at again of which something is new. Of a thousand
/// targets few have an alarm or a breach.
package struct DetectorLooks: Sendable {
    /// Of the targets that have any.
    private(set) var findings: [Target: [DetectorFinding]] = [:]
    /// Targets of which time alone can change what is found: they have findings, or alarms that are not simply OK.
    private var restless: Set<Target> = []

    package init() {}

    package init(picture: FleetPicture, ledger: ActionLedger, rules: DetectionRules = DetectionRules(), now: Now) {
        look(at: nil, picture: picture, ledger: ledger, rules: rules, now: now)
    }

    /// - Parameter changed: targets of which something is new, those that are gone among them; nil: all.
    package mutating func look(
        at changed: Set<Target>?, picture: FleetPicture, ledger: ActionLedger, rules: DetectionRules = DetectionRules(), now: Now
    ) {
        guard let changed else {
            (findings, restless) = ([:], [])
            for target in picture.aliases.keys { look(at: target, picture, ledger, rules, now) }
            return
        }
        for target in changed.union(restless) {
            if picture.aliases[target] == nil {
                findings[target] = nil
                restless.remove(target)
            } else {
                look(at: target, picture, ledger, rules, now)
            }
        }
    }

    private mutating func look(
        at target: Target, _ picture: FleetPicture, _ ledger: ActionLedger, _ rules: DetectionRules, _ now: Now
    ) {
        let look = TargetLook(target, picture: picture, ledger: ledger, rules: rules, now: now)
        let found = look.findings
        findings[target] = found.isEmpty ? nil : found
        if found.isEmpty, look.isCalm { restless.remove(target) } else { restless.insert(target) }
    }
}
