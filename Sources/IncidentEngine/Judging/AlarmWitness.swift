import IncidentModel

/// How much an alarm's word is worth: whether it fires, since when, and what speaks against it.
struct AlarmWitness {
    private let alarm: Alarm
    private let rules: DetectionRules
    private let now: Now
    /// Its changes of state within the window of flapping, oldest first.
    private let changes: [AlarmTransition]
    /// Where it has no data now: when it was last in ALARM before that, and it never was OK since.
    private let lostWhileFiring: Timestamp?

    /// - Parameter transitions: of this alarm, oldest first.
    init(_ alarm: Alarm, transitions: [AlarmTransition], rules: DetectionRules, now: Now) {
        self.alarm = alarm
        self.rules = rules
        self.now = now
        changes = transitions.filter { now.time - $0.at <= rules.flappingWindow && $0.at <= now.time }
        let judged = transitions.last { $0.to != .insufficientData }
        lostWhileFiring = judged?.to == .alarm ? judged?.at : nil
    }

    /// Since when it fires. An alarm whose data ended while it was in ALARM has not recovered: no data is not OK.
    var firingSince: Timestamp? {
        switch alarm.state {
        case .alarm: alarm.since ?? changes.last { $0.to == .alarm }?.at ?? now.time
        case .insufficientData: lostWhileFiring
        case .ok: nil
        }
    }

    /// The moment that counts as its trigger: flapping is one trigger, not one each time.
    var trigger: Timestamp? {
        guard let since = firingSince else { return nil }
        guard isFlapping, let first = changes.first(where: { $0.to == .alarm })?.at else { return since }
        return min(first, since)
    }

    var isFlapping: Bool { changes.count >= max(2, rules.flappingChanges) }

    /// It fires because fewer errors, throttles or milliseconds than expected were seen.
    var isGoodNews: Bool { alarm.band == .below && AlarmSubject(alarm) != .other }

    /// Reasons to want figures before it is believed.
    var doubts: [String] {
        var doubts: [String] = []
        if isFlapping { doubts.append("flapping: \(changes.count) changes in \(Wording.duration(rules.flappingWindow))") }
        if !alarm.actionsEnabled { doubts.append("its actions are off, it tells nobody") }
        return doubts
    }

    /// `checkout-prod-errors is in ALARM since 21:05:10Z: Threshold Crossed: …`
    var sentence: String {
        let since = firingSince.map { " since \($0.clock)" } ?? ""
        var words =
            alarm.state == .alarm
            ? "\(alarm.name) is in ALARM\(since)" : "\(alarm.name) was in ALARM\(since) and has no data now, which is not OK"
        switch alarm.band {
        case .above?: words += ", above its expected band (anomaly detection)"
        case .below?: words += ", below its expected band (anomaly detection)"
        case .either?: words += ", outside its expected band (anomaly detection)"
        case nil: break
        }
        if let evaluation { words += ", \(evaluation)" }
        for doubt in doubts { words += ", \(doubt)" }
        let reason = Sanitiser.sanitise(alarm.reason.raw, limit: 160)
        return alarm.state != .alarm || reason.isEmpty ? words : "\(words): \(reason)"
    }

    /// Why it does not count, though it may not be calm either; nil for an alarm that there is nothing to say of.
    var aside: String? {
        switch alarm.state {
        case .alarm: return isGoodNews ? "below its expected band (anomaly detection): that is no trouble" : nil
        case .insufficientData:
            return "no data\(alarm.since.map { " since \($0.clock)" } ?? ""): that is not OK, it cannot see trouble"
        case .ok:
            var words: [String] = doubts
            if let evaluation { words.append(evaluation) }
            return words.isEmpty ? nil : "OK, but " + words.joined(separator: "; ")
        }
    }

    private var evaluation: String? {
        alarm.evaluation.map {
            $0 == "PARTIAL_DATA" ? "judged on a part of its data" : "not judged properly (\(Wording.typed($0)))"
        }
    }
}
