import IncidentModel

/// Which known targets a firing alarm is about.
enum WatchedTargets {
    static func alarmed(_ picture: FleetPicture) -> Set<Target> {
        let firing = picture.alarms?.value.filter { $0.state == .alarm } ?? []
        guard !firing.isEmpty else { return [] }
        let functions = Set(firing.compactMap { $0.dimensions["FunctionName"] })
        let resources = Set(firing.compactMap { $0.dimensions["Resource"] })
        return Set(
            picture.aliases.keys.filter { target in
                guard functions.contains(target.function) || resources.contains(target.description) else { return false }
                return firing.contains { $0.watches(target) }
            })
    }
}
