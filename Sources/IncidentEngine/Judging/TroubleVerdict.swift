import IncidentModel

/// How much trouble a target is in, in one sentence.
struct TroubleVerdict {
    var trouble: Assessment.Trouble
    var text: String
    var badVersion: VersionID?

    /// - Parameter putBack: a version that was rolled away from and has traffic again, in words.
    init(
        _ target: Target, failing: FailingVersions, putBack: (version: VersionID, words: String)?, picture: FleetPicture, now: Now
    ) {
        var words: [String] = putBack.map { [$0.words] } ?? []
        badVersion = failing.versions.first ?? putBack?.version
        var trouble = putBack == nil ? Assessment.Trouble.calm : .bad
        for version in failing.versions {
            guard let recent = failing.recent[version], recent.isFailing else { continue }
            words.append("\(version.label) fails \(Wording.percent(recent.errorRate)) of requests")
            trouble = .bad
        }
        if !failing.versions.contains(where: { failing.recent[$0]?.isFailing == true }), let whole = failing.whole,
            whole.isFailing
        {
            words.append("\(Wording.percent(whole.errorRate)) of requests fail")
            trouble = .bad
        }
        if !failing.firing.isEmpty {
            words.append(
                "\(Wording.list(failing.firing.prefix(3).map(\.name.text))) \(failing.firing.count == 1 ? "is" : "are") in ALARM")
            trouble = .bad
        }
        if trouble == .calm {
            let suspects = failing.recent.filter { $0.value.isSuspect }.map(\.key).sorted()
            for version in suspects {
                words.append("\(version.label) fails \(Wording.percent(failing.recent[version]?.errorRate ?? 0)) of requests")
            }
            if suspects.isEmpty, let whole = failing.whole, whole.isSuspect {
                words.append("\(Wording.percent(whole.errorRate)) of requests fail")
            }
            if let whole = failing.whole, whole.throttles >= RecentTraffic.fewestErrors,
                whole.throttledShare >= RecentTraffic.suspectRate
            {
                words.append("\(Wording.percent(whole.throttledShare)) of requests are throttled")
            }
            if !words.isEmpty { trouble = .suspect }
        }
        if trouble == .calm, let blind = Self.blindness(target, failing: failing, picture: picture) {
            trouble = .unknown
            words.append(blind)
        }
        self.trouble = trouble
        text = words.joined(separator: "; ")
    }

    /// Why trouble could not be seen if there were any, or nil.
    private static func blindness(_ target: Target, failing: FailingVersions, picture: FleetPicture) -> String? {
        guard failing.whole == nil else { return nil }
        guard picture.alarms != nil else { return "alarms and metrics have not been read yet" }
        let alarms = picture.alarms(of: target)
        if alarms.isEmpty { return "no alarm is defined for this target and no metric was seen: flipback cannot see it fail" }
        guard alarms.allSatisfy({ $0.state == .insufficientData }) else { return nil }
        return "its alarms have no data"
    }
}
