import IncidentModel

/// Every sentence the console shows. Each says what is, and what to do next when there is something to do.
package enum Wording {
    /// Watch mode's reason, on screen and in answer to a key.
    package static let readOnly = "read-only: start flipback to act"
    static let looking = "no incident is open"
    static let wallTakesNoInput = "the wall takes no input but q"
    static let tooSmallToAct = "the terminal is too small: keys that act are off until it is 80×24 again"
    static func tooSmall(_ columns: Int, _ rows: Int) -> String {
        "\(columns)×\(rows) is too small for the console: it needs 80×24. Keys that act are off. q quits."
    }

    static func undeclared(_ suggested: Severity?) -> String {
        (suggested.map { "\($0.label) is suggested: " } ?? "") + "nobody has declared an incident"
    }

    // MARK: The armed bar
    static let planning = "working out what R would do"
    static let nothingToRollBack = "the incident has no target that could be rolled back: D changes it, :goto selects another"
    static let notWhileTyping = "not while a text field has the keys: esc leaves it"
    static let notUnderOverlay = "not while something lies over the dashboard: esc closes it"
    static let barJustChanged = "the armed bar has just changed: read it, then press again"
    static func disarmedByHand(_ map: Keymap) -> String {
        "disarmed by hand: \(map.name(.rollback)) opens the plan sheet, :arm arms it"
    }
    static func mustBeTyped(_ target: Target, _ typed: TypedConfirmation, _ map: Keymap) -> String {
        let why = Sanitiser.sanitise(typed.why, limit: 200)
        return
            "\(target) cannot be armed: \(map.name(.rollback)) opens the sheet, where \(Sanitiser.sanitise(typed.word, limit: 40)) is typed: \(why)"
    }
    /// Before the arrow of the armed bar.
    static func stopThen(_ id: String) -> String { "stop \(Sanitiser.sanitise(id, limit: 24)) then " }
    static func actionRuns(_ target: Target) -> String { "an action on \(target) is running: wait for its end" }
    static func notRead(_ target: Target) -> String { "\(target) has not been read yet" }
    static func stale(_ target: Target, _ age: Duration) -> String {
        "\(target) was read \(Figures.age(age)) ago: STALE, reading it again"
    }
    static func movedSincePlan(_ target: Target) -> String { "\(target) has moved: planning again" }
    static func doesNotFit(_ hidden: Int, of count: Int) -> String {
        "\(hidden) of \(count) targets do not fit on this bar: widen the terminal or take targets out of the incident"
    }
    static func andMore(_ count: Int) -> String { " (and \(count) more)" }
    static func calmBar(_ map: Keymap, incident: Incident?) -> String {
        let what = incident.map { "\($0.severity.label) is open, only a SEV-1 arms" } ?? "no incident is open"
        return
            "\(what): \(map.name(.rollback)) opens the plan sheet, \(map.name(.declare)) \(incident == nil ? "declares one" : "changes it")"
    }
    static func armedReason(_ incident: Incident?) -> String {
        guard let incident else { return "SEV-1" }
        let why = incident.reason.text
        return why.isEmpty ? "SEV-1 \(incident.id)" : "SEV-1 \(incident.id): \(why)"
    }
    static func undoReason(_ incident: Incident?) -> String { "undo in SEV-1 \(incident?.id ?? "")" }

    // MARK: Answers to keys
    static let nothingSelected = "no target is selected: the list is empty or filtered (esc)"
    static let noIncident = "no incident is open: D declares one"
    static let noIncidentToExport = "there is no incident to export: D declares one"
    static let noSevereIncident = "no SEV-1 is open: nothing is armed"
    static let noDeployment = "no deployment is running"
    static let noteEmpty = "an empty note is not written: type it, or esc"
    static let pasteDropped = "pasted text was dropped: no text field has focus"
    static let resumed = "the program was stopped: everything on screen is STALE until it has been read again"
    static func alreadyAcknowledged(_ id: String, _ at: Timestamp) -> String { "\(id) was acknowledged at \(at.clock)" }
    static func alarmWhilePaused(_ name: String) -> String { "\(name) went to ALARM while the view is PAUSED: space shows it" }
    static func theme(_ name: String) -> String { "theme \(name)" }
    static let quitQuestion = "An action is running. It goes on to be read back and journalled only while flipback runs."
    static let quitChoice = "y  quit now          any other key  stay"

    // MARK: Deployments
    static let deploymentsUnread = "deployments have not been read yet"
    static func noDeployment(of target: Target) -> String { "no deployment moves \(target)" }
    static func noDeploymentThen(of target: Target) -> String { "when it was last read, no deployment moved \(target)" }
    /// Never "none": a search that failed found nothing and excludes nothing.
    static func notSearched(_ failure: CallFailure, lastRead: Duration?) -> String {
        let why = Sanitiser.sanitise(failure.description, limit: 300)
        let known = lastRead.map { "what is shown was read \(Figures.age($0)) ago" } ?? "a deployment may be running unseen"
        return "could not be searched: \(why); \(known)"
    }
    static func stepsUnknown(_ name: DisplayText) -> String { "\(name.text) (its steps are not known)" }
    static let trafficNotYet = "the traffic has not begun to shift"
    static let nextUnknown = "the time of the next step is not known"
    static let allAtOnceNoStep = "one step, nothing follows"
    static let lastStepDone = "the last step is done"
    static let shareUnknown = "share not known"
    static let hooksUnknown = "not known"
    static let groupUnread = "not known: the deployment group could not be read"
    static let watchesNoAlarm = "none: no alarm stops this deployment"
    static func alarmDeadlock(_ names: [DisplayText]) -> String {
        let list = names.map(\.text).joined(separator: ", ")
        let verb = names.count == 1 ? "is" : "are"
        return
            "deadlock: while \(list) \(verb) in ALARM, CodeDeploy stops the next deployment too, even the fix: move the alias here, or deploy with the alarms overridden"
    }
    static func takenBackBy(_ id: String) -> String { "taken back by \(id)" }
    static func takesBack(_ id: String) -> String { "takes back \(id)" }
    static func rollsBackOn(_ events: Set<Deployment.RollbackEvent>?) -> String {
        guard let events else { return "not known whether it rolls back by itself" }
        guard !events.isEmpty else { return "never rolls back by itself" }
        let words = Deployment.RollbackEvent.allCases.filter(events.contains).map { event in
            switch event {
            case .failure: "failure"
            case .alarm: "an alarm"
            case .request: "a stop"
            }
        }
        return "rolls back by itself on \(words.joined(separator: ", "))"
    }
    static func deploymentsUnsearched(_ map: Keymap) -> String { "? CodeDeploy not searched (\(map.name(.deployment)))" }
    static func deploymentsRun(_ count: Int) -> String { "» \(count) deployment\(count == 1 ? "" : "s") running" }

    // MARK: While it acts
    static let nothingAsked = "nothing is asked: this key answers a stop that is overdue"
    static let questionJustCame = "the question has just come: read it, then press again"
    static func answerFirst(_ map: Keymap) -> String {
        "answer first: \(map.name(.keepWaiting)) keep waiting, \(map.name(.takeAlias)) take the alias now, esc decide later"
    }
    /// The fullest first.
    static func overdue(_ target: Target, _ question: ActionQuestion, _ map: Keymap) -> [String] {
        let waited = Figures.span(question.waited)
        let failed = question.waited < .seconds(1)
        let long = failed ? "the deployment could not be stopped" : "CodeDeploy has not ended after \(waited)"
        let short = failed ? "not stopped" : "overdue \(waited)"
        let again = " (it may be moved again)"
        return [
            "\(target)  \(long): \(choices(map))\(again)", "\(target)  \(short): \(choices(map))\(again)",
            "\(target)  \(short): \(choices(map))", "\(short): \(choices(map))",
        ]
    }
    static func overdueTitle(_ target: Target, _ question: ActionQuestion) -> String {
        "STOP \(question.waited < .seconds(1) ? "FAILED" : "OVERDUE") \(target)"
    }
    private static func choices(_ map: Keymap) -> String {
        "\(map.name(.keepWaiting)) keep waiting · \(map.name(.takeAlias)) take the alias now"
    }
    static func keepWaiting(_ deadline: Duration) -> String {
        "\(Figures.interval(deadline)) more; the traffic stays as CodeDeploy has it until then"
    }
    static func takeAlias(_ plan: Plan) -> String {
        "\(EffectiveTraffic(plan.after).phrase) at once, fenced; CodeDeploy may move the alias again at its next step"
    }
    static let noAction = "nothing has been done since this console was started"
    static func notes(_ count: Int) -> String { "\(count) note\(count == 1 ? "" : "s") (:group)" }
    static func stranded(_ version: VersionID) -> String {
        "still on \(version.label): a rollback moves what comes in, not what is under way"
    }
    static func strandedUnread(_ version: VersionID) -> String { "what is left on \(version.label) is not known" }
    static func nothingStranded(_ version: VersionID) -> String { "nothing is left on \(version.label)" }
    static func strandedOn(_ count: Int) -> String { "work left behind on \(count) target\(count == 1 ? "" : "s")" }

    // MARK: Guard
    static func putBack(_ version: VersionID, by who: String, at: Timestamp) -> String {
        "\(version.label) was put back by \(who) at \(Figures.minute(at))Z"
    }

    // MARK: Readiness and budget
    static let notJudged = "not judged yet"
    static let nothingInTheWay = "nothing stands in the way"
    static let noTargetsToJudge = "no target has been read yet"

    // MARK: Traces
    static let tracesUnread = "X-Ray has not been asked yet"
    static func noTraces(_ function: String, _ from: Timestamp, _ to: Timestamp) -> String {
        "X-Ray has nothing of \(function) from \(from.clock) to \(to.clock): active tracing is off, or nothing was sampled"
    }
    static let noDownstream = "X-Ray names nothing that the function calls"
    static func latestFaults(_ count: Int) -> String { "latest failed traces (\(count) found)" }

    // MARK: Sheets
    static let stillPlanning = "the plan is being made"
    static let readTheChange = "the plan has changed: read the marked lines, then tab"
    static let versionExpected = "a version is a number: 7 or v7"
    static let percentExpected = "a weight is a number of percent from 0 to 100"
    static let noSuggestion = "nothing seen is in trouble; when unsure, take the worse one"
    static let declaredByHand = "declared by hand"
    static let onlyInThePlanSheet = "only in the plan sheet of an alias with provisioned concurrency"
    static let planJustChanged = "the plan has just changed: read it, then press again"
    static let nothingToChoose = "no provisioned concurrency: nothing to choose"
    static func typeTheWord(_ word: String, inField: Bool) -> String {
        "type \(Sanitiser.sanitise(word, limit: 193)) to confirm" + (inField ? "" : " (tab goes to the field)")
    }
    static func stopDeadline(_ deadline: Duration) -> String { "up to \(Figures.interval(deadline))" }
    static func provisioned(_ requested: Int, key: String) -> String {
        "provisioned concurrency, \(requested) on the alias: \(key) chooses the next way"
    }
    static func noReason(_ command: Command) -> String { "\(command.name) by hand, no reason given" }
    static func raisesBadVersion(_ version: VersionID) -> String {
        "\(version.label) is the version that fails: this sends it more traffic"
    }
    static func wasPassedOver(_ version: VersionID, _ reason: String) -> String { "\(version.label) was passed over: \(reason)" }
    static func isNotLastGood(_ version: VersionID, _ lastGood: VersionID?) -> String {
        guard let lastGood else { return "\(version.label) is not known to be good: no version is" }
        return "\(version.label) is not last good: that is \(lastGood.label)"
    }
    static func suggested(_ severity: Severity, _ reason: String) -> String { "suggested \(severity.label): \(reason)" }
    static func incidentGone(_ id: String) -> String { "\(id) is no longer open: esc, then D" }
    static func sameSeverity(_ severity: Severity) -> String { "it is \(severity.label) already" }
    static func alreadyDeclared(_ id: String) -> String { "\(id) has been declared meanwhile: esc, then D changes it" }
    static func changedBy(_ who: String?) -> String {
        "CHANGED" + (who.map { " by \(Sanitiser.sanitise($0, limit: 40))" } ?? "") + ": read the marked lines, then tab"
    }

    // MARK: The command line
    static func unknownCommand(_ name: String, near: String?) -> String {
        "there is no command '\(name)'" + (near.map { ": did you mean :\($0)?" } ?? ": tab lists them, ? explains them")
    }
    static func unknownTarget(_ name: String, near: String?) -> String {
        "there is no target '\(name)'" + (near.map { ": did you mean \($0)?" } ?? ": TARGET is function:alias, tab completes it")
    }
    static func unknownTheme(_ name: String, _ known: [String]) -> String {
        "there is no theme '\(Sanitiser.sanitise(name, limit: 40))': \(known.joined(separator: ", "))"
    }
    static func usage(_ command: String, _ arguments: String) -> String {
        "usage: :\(command)\(arguments.isEmpty ? "" : " " + arguments)"
    }

    // MARK: Settings
    static func unknownAction(_ name: String, near: String?) -> String {
        "there is no action '\(name)'" + (near.map { ": did you mean '\($0)'?" } ?? "; flipback's help (?) names them all")
    }
    static func unknownKey(_ name: String) -> String {
        "'\(name)' is not a key: write a character, ctrl-x, f1…f12, enter, esc, tab, space, up, pgup, home …"
    }
    static func keyTwice(_ key: String, _ action: String, _ other: String, line: Int) -> String {
        "the key '\(key)' for \(action) is already given to \(other) in line \(line)"
    }
    static func keyTaken(_ key: String, _ action: String, by other: String) -> String {
        "the key '\(key)' for \(action) is the key of \(other): give \(other) another key too"
    }
    static func keyReserved(_ key: String, _ action: String) -> String {
        "the key '\(key)' edits and closes sheets: \(action) writes and needs a key of its own"
    }
    static let keyInterrupts = "ctrl-c interrupts the program and cannot be bound"

    // MARK: Empty panes
    /// A part that was never read, because the reads fail.
    static func cannotBeRead(_ what: String, _ failure: CallFailure) -> String {
        "\(what) cannot be read: \(Sanitiser.sanitise(failure.description, limit: 400)); it is tried again by itself"
    }
    static let noTargets = "no alias has been found in this account and region: flipback doctor says what is missing"
    static let readingFleet = "reading functions and aliases"
    static func nothingMatches(_ filter: String) -> String { "no target matches '\(filter)': esc shows all" }
    static let noVersions = "the versions have not been read yet"
    static func noAlarm(_ target: Target) -> String { "no alarm is defined for \(target): flipback cannot see it fail" }
    static let alarmsUnread = "the alarms have not been read yet"
    static let noAlarmsAtAll = "no alarm is defined in this account and region: flipback cannot see anything fail"
    static func noMetrics(_ target: Target) -> String { "no metrics of \(target) yet: CloudWatch shows them about a minute late" }
    static let emptyTimeline = "nothing has happened yet: what people, the console and AWS do is listed here"
    static let noMessages = "no messages"
    static let calm = "nothing is in trouble"
    static func unread(_ functions: Int) -> String { "\(functions) function\(functions == 1 ? "" : "s") not read yet" }

    static func outcome(_ result: ActionResult) -> String {
        let why = result.failure?.description ?? result.refusal?.text ?? ""
        let tail = why.isEmpty ? "" : ": \(Sanitiser.sanitise(why, limit: 300))"
        switch result.outcome {
        case .verified: return "\(result.target) is on \(EffectiveTraffic(result.after).phrase)"
        case .superseded: return "\(result.target): somebody else moved it, ours does not stand\(tail)"
        case .notApplied: return "\(result.target): not moved\(tail)"
        case .refused: return "\(result.target): refused\(tail)"
        case .unknown: return "\(result.target): OUTCOME UNKNOWN, look at the alias before anything else\(tail)"
        }
    }
}
