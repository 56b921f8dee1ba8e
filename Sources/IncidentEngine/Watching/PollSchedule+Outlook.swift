import IncidentModel

extension PollSchedule {
    /// How often it can really be expected to be read, with the budget there is: what ages are judged by.
    mutating func interval(of poll: Poll) -> Duration {
        let pace = pace(of: poll)
        guard case .aliases(let name) = poll else { return pace }
        return max(pace, expected().round[aliasLane(name)] ?? .zero)
    }

    /// Whether the sweep of fingerprints finds changes sooner than reading the aliases in turn does.
    var isSweeping: Bool {
        mutating get { parts.probing && expected().round[.restAliases] ?? .zero > configuration.fingerprints }
    }

    private mutating func expected() -> PollOutlook {
        if let outlook { return outlook }
        let onlyAlarmed = alarmed.subtracting(focused).subtracting(visible).count
        let made = PollOutlook(
            focused: focused.count, visible: visible.count, alarmed: onlyAlarmed,
            rest: max(0, rowsKnown - focused.count - visible.count - onlyAlarmed), unseen: rowsKnown - rowsSeen, rate: rate,
            configuration,
            parts)
        outlook = made
        return made
    }
}
