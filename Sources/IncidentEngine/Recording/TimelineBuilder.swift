package import IncidentModel

/// What the TIMELINE pane shows: our journal, CloudWatch's alarm history, versions published, and alias changes seen between two polls.
package enum TimelineBuilder {
    /// A change seen by a poll this near a move of ours to the same routing, or this near a line that CloudWatch's history has of the same
    /// change, is that one.
    static let sameMove = Duration.seconds(90)

    /// Oldest first.
    package static func entries(events: [Event], picture: FleetPicture, seen: [TimelineEntry]) -> [TimelineEntry] {
        let ours = JournalLines(events)
        var entries = ours.entries + alarms(picture) + versions(picture)
        let known = Dictionary(grouping: entries, by: \.text)
        entries += seen.filter { entry in
            let told = (known[entry.text] ?? []).contains {
                $0.category == entry.category && abs(($0.at - entry.at).milliseconds) <= sameMove.milliseconds
            }
            return !told && !ours.explains(entry)
        }
        return entries.sorted { ($0.at, $0.text, $0.who) < ($1.at, $1.text, $1.who) }
    }

    /// Alias changes between two pictures, for `seen`. Who made them is not known from a poll.
    package static func changes(from old: FleetPicture, to new: FleetPicture) -> [TimelineEntry] {
        new.aliases.compactMap { target, read in
            guard let before = old.aliases[target]?.value.routing, before != read.value.routing else { return nil }
            return TimelineEntry(
                at: read.readAt, who: "seen", category: .alias, text: text(target, before, read.value.routing), target: target,
                evidence: "seen between two polls")
        }.sorted { $0.text < $1.text }
    }

    static func text(_ target: Target, _ before: Routing, _ after: Routing) -> DisplayText {
        DisplayText("\(target)  \(before.trafficText) → \(after.trafficText)")
    }

    private static func alarms(_ picture: FleetPicture) -> [TimelineEntry] {
        let transitions = picture.transitions?.value ?? []
        var watched: [String: Target] = [:]
        for target in picture.aliases.keys.sorted() {
            for alarm in picture.alarms(of: target) where watched[alarm.name.raw] == nil { watched[alarm.name.raw] = target }
        }
        return transitions.map { transition in
            let from = transition.from.map { "\($0.rawValue) → " } ?? "→ "
            return TimelineEntry(
                at: transition.at, who: "AWS", category: .alarm,
                text: DisplayText("\(transition.alarm) \(from)\(transition.to.rawValue)"),
                target: watched[transition.alarm.raw], evidence: "CloudWatch history")
        }
    }

    private static func versions(_ picture: FleetPicture) -> [TimelineEntry] {
        picture.versions.flatMap { function, read in
            read.value.compactMap { version in
                guard let at = version.publishedAt, !version.version.isLatest else { return nil }
                let description = version.description.text.isEmpty ? "" : "  \(version.description)"
                return TimelineEntry(
                    at: at, who: "AWS", category: .version,
                    text: DisplayText("\(function) \(version.version.label) published\(description)"),
                    evidence: "version list")
            }
        }
    }
}
