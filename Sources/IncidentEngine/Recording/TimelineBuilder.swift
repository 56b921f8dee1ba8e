package import IncidentModel

/// What the TIMELINE pane shows: our journal, CloudWatch's alarm history, versions published, and alias changes seen between two polls.
package enum TimelineBuilder {
    /// A change seen by a poll this near a move of ours to the same routing, or this near a line that CloudWatch's history has of the same
    /// change, is that one.
    static let sameMove = Duration.seconds(90)

    /// Each change is told once, by the surest that knows it: our journal, CloudTrail, CodeDeploy, a poll. What it costs grows with what the
    /// picture holds, not with the journal.
    package static func listing(
        _ book: TimelineBook, picture: FleetPicture, seen: [TimelineEntry], options: PlanOptions = PlanOptions()
    ) -> TimelineListing {
        let trail = TrailLines(picture)
        let deployments = DeploymentLines(picture)
        var former: [Int: TimelineEntry] = [:]
        let transitions = alarms(picture).filter { entry in
            guard let told = book.telling(entry) else { return true }
            if told.former == nil, AlarmLine.split(entry.text.text).former != nil { former[told.seq] = entry }
            return false
        }
        let known = Dictionary(grouping: transitions, by: \.text)
        let unknown = seen.filter { entry in
            let told = (known[entry.text] ?? []).contains {
                $0.category == entry.category && abs(($0.at - entry.at).milliseconds) <= sameMove.milliseconds
            }
            return !told && book.telling(entry) == nil && !book.explains(entry)
        }
        let begun = Dictionary(
            uniqueKeysWithValues: Set(unknown.compactMap(\.target)).map { ($0, book.movesBegun(on: $0)) })
        let unexplained = trail.unexplained(unknown, ours: begun).map(deployments.signed)
        let changes = trail.entries(ours: book.requestIDs).map {
            (id: $0.id, entry: putBack($0.entry, book.ledger, options))
        }
        let polled = unexplained.map { putBack($0, book.ledger, options) }
        let moves = deployments.entries(beside: changes.map(\.entry) + polled)
        let others =
            transitions + changes.filter { !book.foreign.contains($0.id) }.map(\.entry) + polled
            + moves.filter { !$0.isEnd || !book.ended.contains($0.id) }.map(\.entry)
        return TimelineListing(
            book: book, trail: trail,
            changes: Dictionary(
                changes.filter { book.foreign.contains($0.id) }.map { ($0.id, $0.entry) }, uniquingKeysWith: { a, _ in a }),
            ends: Dictionary(
                moves.filter { $0.isEnd && book.ended.contains($0.id) }.map { ($0.id, $0.entry) },
                uniquingKeysWith: { a, _ in a }),
            former: former,
            others: others.map { .init(at: $0.at, content: .entry($0)) } + versions(picture))
    }

    /// All lines, oldest first.
    package static func entries(
        events: [Event], picture: FleetPicture, seen: [TimelineEntry], options: PlanOptions = PlanOptions()
    ) -> [TimelineEntry] {
        listing(TimelineBook(events), picture: picture, seen: seen, options: options).all
            .sorted { ($0.at, $0.text, $0.who) < ($1.at, $1.text, $1.who) }
    }

    /// A change that gives a version traffic again that we had moved away from, while the target was guarded, says so.
    private static func putBack(_ entry: TimelineEntry, _ ledger: ActionLedger, _ options: PlanOptions) -> TimelineEntry {
        guard entry.category == .alias, let target = entry.target else { return entry }
        var bad: [VersionID: ActionLedger.Move] = [:]
        for move in ledger.actions(on: target) where move.at <= entry.at {
            let after = move.after.versions
            for version in after { bad[version] = nil }
            guard move.command == "rollback" || move.command == "abort" else { continue }
            for version in move.before.versions.subtracting(after) { bad[version] = move }
        }
        let labels = versionsAfter(entry)
        let found = bad.filter { labels.contains($0.key.label) && entry.at < RedeployGuard.end($0.value, options) }
        guard let (version, move) = found.max(by: { $0.key < $1.key }) else { return entry }
        let verb = move.command == "abort" ? "ABORTED" : "ROLLED BACK"
        var marked = entry
        marked.text = DisplayText("\(entry.text)  \(version.label) WAS \(verb) at \(Wording.minute(move.at))")
        return marked
    }

    /// The labels of the versions that an alias line says have traffic afterwards.
    static func versionsAfter(_ entry: TimelineEntry) -> Set<String> {
        guard let arrow = entry.text.text.lastIndex(of: "→") else { return [] }
        return Set(entry.text.text[arrow...].split(separator: " ").filter { $0.hasPrefix("v") }.map(String.init))
    }

    /// Alias changes between two pictures, for `seen`. Who made them is not known from a poll.
    /// - Parameter targets: those that may have changed; nil: any.
    package static func changes(from old: FleetPicture, to new: FleetPicture, of targets: [Target]? = nil) -> [TimelineEntry] {
        (targets ?? Array(new.aliases.keys)).compactMap { target in
            guard let read = new.aliases[target], let before = old.aliases[target]?.value.routing,
                before != read.value.routing
            else { return nil }
            return TimelineEntry(
                at: read.readAt, who: "seen", category: .alias, text: text(target, before, read.value.routing), target: target,
                evidence: "seen between two polls, revision \(Wording.typed(read.value.revision.short))…")
        }.sorted { $0.text < $1.text }
    }

    static func text(_ target: Target, _ before: Routing, _ after: Routing) -> DisplayText {
        DisplayText("\(target)  \(before.trafficText) → \(after.trafficText)")
    }

    private static func alarms(_ picture: FleetPicture) -> [TimelineEntry] {
        let transitions = picture.transitions?.value ?? []
        let watched = watched(Set(transitions.map(\.alarm.raw)), picture)
        return transitions.map { transition in
            let from = transition.from.map { "\($0.rawValue) → " } ?? "→ "
            return TimelineEntry(
                at: transition.at, who: "AWS", category: .alarm,
                text: DisplayText("\(transition.alarm) \(from)\(transition.to.rawValue)"),
                target: watched[transition.alarm.raw], evidence: "CloudWatch history")
        }
    }

    /// The first target that each of these alarms watches.
    private static func watched(_ names: Set<String>, _ picture: FleetPicture) -> [String: Target] {
        guard !names.isEmpty else { return [:] }
        let alarms = picture.alarmIndex.alarms
        var watched: [String: Target] = [:]
        for target in picture.aliases.keys {
            for place in picture.alarmIndex.places(of: target) where names.contains(alarms[place].name.raw) {
                let name = alarms[place].name.raw
                watched[name] = watched[name].map { min($0, target) } ?? target
            }
        }
        return watched
    }

    private static func versions(_ picture: FleetPicture) -> [TimelineListing.Other] {
        picture.versions.flatMap { function, read in
            read.value.compactMap { version in
                guard let at = version.publishedAt, !version.version.isLatest else { return nil }
                return .init(at: at, content: .version(function: function, version))
            }
        }
    }
}
