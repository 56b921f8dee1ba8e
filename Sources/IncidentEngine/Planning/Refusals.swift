import IncidentModel

/// The sentences of refusal, each ending with the next thing to do.
enum Refusals {
    static func unknownTarget(_ target: Target, _ picture: FleetPicture) -> Refusal {
        let name = "\(Wording.typed(target.function)):\(Wording.typed(target.alias))"
        let siblings = picture.aliases.keys.filter { $0.function == target.function }.map(\.alias).sorted()
        let region = picture.region.isEmpty ? "this region" : picture.region
        if !siblings.isEmpty {
            let known = Wording.list(siblings.prefix(5).map { Wording.typed($0) })
            return Refusal(
                .unknownTarget,
                "\(name) is not an alias known in \(region); \(Wording.typed(target.function)) has \(known): name one of those")
        }
        if let failure = picture.failures[.aliases(function: target.function)] {
            return Refusal(
                .unknownTarget, "\(name) could not be read (\(failure)): check its name and the permissions, then try again")
        }
        if picture.functions?.value.contains(target.function) == false {
            return Refusal(
                .unknownTarget,
                "\(region) has no function named \(Wording.typed(target.function)): check the name, the account and the region")
        }
        return Refusal(
            .unknownTarget,
            "\(name) is not known in \(region): check the name with `flipback status`, or wait until it has been read")
    }

    static func versionsUnread(_ target: Target, _ picture: FleetPicture) -> Refusal {
        let why = picture.failures[.versions(function: target.function)].map { " (\($0))" } ?? ""
        return Refusal(
            .noLastGood,
            "the versions of \(target.function) have not been read yet\(why): wait a moment, or name a version with --to")
    }

    static func noLastGood(_ target: Target, leaving: Set<VersionID>, passed: [LastGood.PassedOver]) -> Refusal {
        let bad = Wording.list(leaving.sorted().map(\.label))
        guard !passed.isEmpty else {
            return Refusal(
                .noLastGood,
                "\(target) has no version but \(bad.isEmpty ? "the present one" : bad) to go back to: publish a fixed version and shift to it, "
                    + "or set the function's reserved concurrency to 0 to stop it")
        }
        let reasons = passed.prefix(4).map { "\($0.version.label): \($0.reason)" }.joined(separator: "; ")
        let more = passed.count > 4 ? "; and \(passed.count - 4) older" : ""
        return Refusal(
            .noLastGood, "no version of \(target) is known to be good (\(reasons)\(more)): name one with --to, or publish a fix")
    }

    static func unknownVersion(_ version: VersionID, of function: String, known: [FunctionVersion]) -> Refusal {
        let newest = known.map(\.version).filter { !$0.isLatest }.sorted(by: >).prefix(5).map(\.label)
        let has =
            newest.isEmpty
            ? "has no published version" : "has \(Wording.list(Array(newest)))\(known.count > 5 ? " and older ones" : "")"
        return Refusal(
            .unknownVersion, "\(function) has no version \(Wording.typed(version.name)); it \(has): name one of those")
    }

    static func latest(_ what: String) -> Refusal {
        Refusal(
            .latestRefused,
            "$LATEST changes with every upload and cannot \(what): publish a version (aws lambda publish-version) and name that")
    }

    static func dead(_ version: FunctionVersion, of target: Target) -> Refusal {
        Refusal(
            .targetDead,
            "\(version.version.label) of \(target.function) cannot take traffic: \(VersionHealth.deadReason(version) ?? "it is dead"); "
                + "name another version with --to")
    }

    static func unfinished(_ move: ActionLedger.Move) -> Refusal {
        Refusal(
            .unfinishedAction,
            "the \(move.command) of \(move.target) begun at \(move.startedAt.clock) by \(Wording.typed(move.actor)) has no known outcome yet "
                + "(\(move.phase.rawValue)): wait for it, or start flipback anew, which reads the alias back and settles it")
    }
}
