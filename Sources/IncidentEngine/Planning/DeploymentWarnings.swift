import IncidentModel

/// What CodeDeploy may do to the move, or keep from doing.
struct DeploymentWarnings {
    private let desk: PlanningDesk
    private let picture: FleetPicture

    init(_ desk: PlanningDesk) {
        self.desk = desk
        picture = desk.context.picture
    }

    var all: [String] { unsearched + leftRunning + deadlock }

    /// Only one deployment at a time moves an alias: where it is known nothing is left to be found.
    private var unsearched: [String] {
        guard desk.running == nil else { return [] }
        let why: String
        if let failure = picture.failures[.deployments] ?? picture.deployments?.failure {
            why = "\(failure)"
        } else if picture.deployments == nil {
            why = "not read yet"
        } else {
            return []
        }
        return ["CodeDeploy could not be searched (\(why)): a running deployment may move the alias again"]
    }

    /// A shift or an undo stops nothing.
    private var leftRunning: [String] {
        guard let running = desk.running, desk.stopping == nil else { return [] }
        return ["\(running.label) is \(running.status.rawValue) and will move the alias again: abort or promote it first"]
    }

    /// The firing alarm blocks the fix: whoever mends this by a new deployment is stopped at once (aws/serverless-application-model#716).
    private var deadlock: [String] {
        let known = (picture.deployments?.value ?? []).filter { $0.target == desk.target }
        guard let latest = known.first(where: { $0.rollbackOf == nil }) ?? known.first else { return [] }
        let firing = Set(picture.alarmIndex.ringing.map { picture.alarmIndex.alarms[$0].name.raw })
        let watched = latest.alarms.map { $0.isEnabled ? $0.names : [] } ?? []
        let names = watched.filter { firing.contains($0.raw) }.map(\.text)
        let who: String
        if !names.isEmpty {
            who = Wording.list(names)
        } else if latest.errorCode == "ALARM_ACTIVE", !latest.status.isRunning, watched.isEmpty {
            who = "the alarm that stopped \(latest.label)"
        } else {
            return []
        }
        return [
            "a new deployment of \(desk.target) would be stopped at once by \(who): moving the alias directly, as here, is not blocked by it"
        ]
    }
}
