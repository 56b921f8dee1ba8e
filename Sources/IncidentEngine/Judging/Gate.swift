package import IncidentModel

/// Answers a pipeline: may this version be deployed to this target now?
package enum Gate {
    /// An open incident alone refuses nothing: a fix must be deployable.
    package static func answer(
        _ target: Target, version: VersionID, picture: FleetPicture, ledger: ActionLedger, incidents: [Incident],
        options: PlanOptions, now: Now
    ) -> GateAnswer {
        let question = GateQuestion(
            target: target, version: version, picture: picture, ledger: ledger, incidents: incidents, options: options, now: now)
        let refusals = question.refusals
        let first = refusals.isEmpty ? ["\(version.label) may be deployed to \(target)"] : refusals
        return GateAnswer(target: target, version: version, isAllowed: refusals.isEmpty, reasons: first + question.remarks)
    }
}

struct GateQuestion {
    let target: Target
    let version: VersionID
    let picture: FleetPicture
    let ledger: ActionLedger
    let incidents: [Incident]
    let options: PlanOptions
    let now: Now

    private var versions: [FunctionVersion]? { picture.versions[target.function]?.value }
    private var found: FunctionVersion? { versions?.first { $0.version == version } }
    private var running: Deployment? { picture.runningDeployment(of: target) }

    /// What forbids it; the deciding one first.
    var refusals: [String] {
        if version.isLatest { return [Refusals.latest("be gated").text] }
        guard picture.aliases[target] != nil else { return [Refusals.unknownTarget(target, picture).text] }
        return [rolledAway, twin, existence, schema, action, deployment].compactMap { $0 }
    }

    private var existence: String? {
        guard let versions else {
            return "the versions of \(target.function) have not been read, so \(version.label) cannot be checked: ask again"
        }
        guard let found else {
            return Refusals.unknownVersion(version, of: target.function, known: versions.sorted { $0.version > $1.version }).text
        }
        return VersionHealth.deadReason(found).map { "\(version.label) cannot take traffic: \($0)" }
    }

    private func told(_ move: ActionLedger.Move, _ version: VersionID) -> String {
        let verb = move.command == "abort" ? "aborted on" : "rolled back from"
        return "\(version.label) was \(verb) \(target) at \(Wording.moment(move.at)) by \(TrailChange.shortName(move.actor))"
    }

    private var rolledAway: String? {
        guard let move = ledger.rolledAway(on: target)[version] else { return nil }
        return told(move, version) + ": publish a fixed version, or put it back yourself with flipback undo or shift"
    }

    private var twin: String? {
        guard let code = found?.codeSha256, !code.isEmpty else { return nil }
        let bad = ledger.rolledAway(on: target).filter { $0.key != version }.sorted { $0.key > $1.key }
        for (other, move) in bad where versions?.first(where: { $0.version == other })?.codeSha256 == code {
            return "\(version.label) has the same code as \(other.label), and \(told(move, other)): publish a fixed version"
        }
        return nil
    }

    private var schema: String? {
        guard let found else { return nil }
        return SchemaCheck.barrier(
            to: found, target: target, picture: picture, ledger: ledger, options: options, now: now
        ).map { "\(version.label) \($0): migrate the data first, or deploy a version that runs on it" }
    }

    private var action: String? { ledger.openAction(on: target).map { Refusals.unfinished($0).text } }

    /// A deployment of this very version may ask from its own hook.
    private var deployment: String? {
        guard let running, running.targetVersion != version else { return nil }
        let what = running.targetVersion.map { " of \($0.label)" } ?? ""
        return "deployment \(Wording.typed(running.id))\(what) by \(running.creator) is under way on \(target) since "
            + "\(Wording.moment(running.startedAt ?? running.createdAt)): wait until it has ended, or stop it"
    }

    /// What a person should know and what forbids nothing.
    var remarks: [String] { openIncidents + alarms + schemaDoubt + blindness }

    private var openIncidents: [String] {
        incidents.filter { $0.isOpen && $0.targets.contains(target) }.map {
            "\(Wording.typed($0.id)), a \($0.severity.label), is open on \(target) since \(Wording.moment($0.declaredAt)), declared by "
                + "\(TrailChange.shortName($0.declaredBy)): tell the incident commander"
        }
    }

    private var alarms: [String] {
        let firing = picture.alarms(of: target).filter { $0.state == .alarm }.map(\.name.text)
        guard !firing.isEmpty else { return [] }
        return [
            "\(Wording.list(Array(firing.prefix(3)))) \(firing.count == 1 ? "is" : "are") in ALARM: CodeDeploy stops a deployment whose group "
                + "watches it"
        ]
    }

    private var schemaDoubt: [String] {
        guard let found, schema == nil else { return [] }
        return SchemaCheck.doubt(
            about: found, target: target, picture: picture, ledger: ledger, options: options, now: now
        ).map { [$0] } ?? []
    }

    private var blindness: [String] {
        guard let failure = picture.failures[.deployments] ?? picture.deployments?.failure else { return [] }
        return ["CodeDeploy could not be searched (\(failure)): a deployment that runs would not be seen"]
    }
}
