import IncidentModel

/// What each source says of the time that versions were served through one alias.
struct ServingSources {
    /// How late CloudTrail may deliver an event: 5 to 15 minutes.
    static let trailDelay = Duration.seconds(15 * 60)

    let target: Target
    let picture: FleetPicture
    let ledger: ActionLedger
    let now: Now

    private var current: Routing? { picture.aliases[target]?.value.routing }

    var stretches: ServingStretches {
        var layers = ServingStretches()
        layers.add(journal)
        layers.add(trail)
        layers.add(deployments(boundary: layers.nextCovered))
        return layers
    }

    private var journal: [ServingStretch] {
        ledger.served(on: target, current: current).map {
            ServingStretch(version: $0.version, from: $0.from, until: $0.until ?? now.time, source: .journal)
        }
    }

    private var trail: [ServingStretch] {
        let changes = TrailChange.all(of: target, picture: picture)
        var stretches: [ServingStretch] = []
        for (index, change) in changes.enumerated() {
            guard let routing = change.after else { continue }
            let from = change.event.at
            let until = index + 1 < changes.count ? changes[index + 1].event.at : end(of: routing, from: from)
            for version in routing.versions where !version.isLatest {
                stretches.append(ServingStretch(version: version, from: from, until: until, source: .trail))
            }
        }
        return stretches
    }

    /// Until when the last routing that CloudTrail tells of is known to have lasted: still, until our own move, or until CloudTrail had
    /// surely delivered everything.
    private func end(of routing: Routing, from start: Timestamp) -> Timestamp {
        if let move = ledger.recentActions(on: target).first(where: { $0.at > start && $0.before == routing }) { return move.at }
        if routing == current { return now.time }
        return max(start, min(now.time, (picture.trail?.readAt ?? start) - Self.trailDelay))
    }

    /// A deployment that succeeded has left everything on its target version; one that failed or was stopped gave it a share for a while.
    /// - Parameter boundary: when a surer source begins to tell, after a moment.
    private func deployments(boundary: (Timestamp) -> Timestamp?) -> [ServingStretch] {
        let ended = picture.deployments(of: target)
            .compactMap { deployment in
                deployment.status.isRunning ? nil : deployment.completedAt.map { (deployment: deployment, at: $0) }
            }
            .sorted { ($0.at, $0.deployment.id) < ($1.at, $1.deployment.id) }
        var stretches: [ServingStretch] = []
        var last: (version: VersionID, from: Timestamp)?
        func close(_ until: Timestamp?) {
            guard let open = last, let until else { return }
            stretches.append(ServingStretch(version: open.version, from: open.from, until: until, source: .deployment))
        }
        for (deployment, at) in ended {
            guard let version = deployment.targetVersion, !version.isLatest else { continue }
            let began = deployment.hooks.first { $0.name.raw == "AllowTraffic" }?.startedAt
            guard deployment.status == .succeeded else {
                if let began { stretches.append(.init(version: version, from: began, until: at, source: .deployment)) }
                continue
            }
            // Where the alias was not left by the deployment before, somebody else had moved it in between, and nobody knows when.
            let follows = last.map { deployment.currentVersion == nil || deployment.currentVersion == $0.version } ?? true
            close(follows ? at : last.flatMap { moved(from: $0.version, after: $0.from, boundary) })
            last = (version, min(at, began ?? at))
        }
        if let open = last {
            let serves = current?.versions.contains(open.version) == true
            close(moved(from: open.version, after: open.from, boundary) ?? (serves ? now.time : nil))
        }
        return stretches
    }

    /// When a surer source begins to tell, or a move of ours left the version; nil when neither is known.
    private func moved(
        from version: VersionID, after time: Timestamp, _ boundary: (Timestamp) -> Timestamp?
    ) -> Timestamp? {
        let move = ledger.recentActions(on: target).first { $0.at > time && $0.before.versions.contains(version) }?.at
        return [move, boundary(time)].compactMap { $0 }.min()
    }
}
