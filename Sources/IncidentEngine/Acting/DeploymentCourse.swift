import IncidentModel

/// Where the following of a deployment stands: which id is read, how long it has taken, what was asked.
struct DeploymentCourse {
    enum Verdict { case over, goesOn }

    /// The deployment that was stopped, then the one that takes it back.
    private(set) var following: String
    let began: Duration
    var deadline: Duration
    var question: ActionQuestion?
    private let pace: ActionPace
    private var reads = 0
    /// The next read waits for nothing.
    var isDue = false
    /// Stopped was read once without a rollback deployment: CodeDeploy makes that one a moment later.
    private var isBare = false

    /// What is followed, safe to print.
    var label: String { Wording.typed(following) }

    init(id: String, began: Duration, pace: ActionPace) {
        following = id
        self.began = began
        self.pace = pace
        deadline = began + pace.deploymentDeadline
    }

    /// How long to wait before the next read; nothing when the deployment that takes it back has just become known.
    mutating func nextWait(at now: Duration) -> Duration {
        if isDue {
            isDue = false
            return .zero
        }
        let polls = pace.deploymentPolls
        let wait = polls.isEmpty ? .seconds(10) : isBare ? polls[0] : polls[min(reads, polls.count - 1)]
        reads += 1
        // Past the deadline a question stands, and the polls go on in their own time.
        return now < deadline ? min(wait, deadline - now) : question == nil ? .zero : wait
    }

    mutating func judge(_ now: Deployment) -> Verdict {
        guard !now.status.isRunning else { return .goesOn }
        if let next = now.rollbackID, next != following {
            following = next
            isDue = true
            reads = 0
            return .goesOn
        }
        if now.status == .stopped, now.rollbackOf == nil, !isBare {
            isBare = true
            return .goesOn
        }
        return .over
    }

    func words(_ now: Deployment) -> String {
        if now.id != following { return "\(now.label) is \(now.status.rawValue); following \(label), which takes it back" }
        let share = now.targetShare.map { ", \(Wording.percent($0)) on \(now.targetVersion?.label ?? "its target")" } ?? ""
        return "\(now.label) is \(now.status.rawValue)\(share)"
    }

    mutating func ask(target: Target, waited: Duration, obstacle: CallFailure?) -> ActionQuestion {
        let why =
            obstacle.map { "\(label) could not be stopped (\($0))" }
            ?? "\(label) is not over after \(Wording.duration(waited))"
        let asked = ActionQuestion(
            deployment: following, waited: waited,
            text: "\(why): keep waiting, or take \(target) now, although it may be moved again?")
        question = asked
        return asked
    }
}
