import ArgumentParser
import IncidentEngine
import IncidentModel

/// How a command goes about moving a target, where the settings and the defaults are not what is wanted.
struct MoveOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "With provisioned concurrency: wait-warm, drop-and-restore or version-level.", valueName: "strategy"))
    var provisioned: ProvisionedStrategy?

    @Option(
        name: .customLong("at-deadline"),
        help: ArgumentHelp(
            "When a deployment does not stop in time: wait, or take the alias. Asked on a terminal; take with --yes.",
            valueName: "answer"))
    var atDeadline: ActionQuestion.Answer?

    @Option(
        help: ArgumentHelp("The word that a dangerous plan asks for, for example v6; may be given again.", valueName: "word"))
    var confirm: [String] = []

    @Flag(
        name: .customLong("break-glass"),
        help: "In an open SEV-1: act without the approval that the policy wants. Costs a reason, and is told to everybody.")
    var breakGlass = false
}

/// How several targets are moved.
struct GroupOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Several targets: parallel, or ordered one after the other.", valueName: "order"))
    var order: GroupPolicy.Order = .parallel
    @Option(
        name: .customLong("stop-after"),
        help: ArgumentHelp("Begin no further target after this many that were not verified.", valueName: "n"))
    var stopAfter: Int?

    func validate() throws {
        if let stopAfter, stopAfter < 1 { throw ValidationError("--stop-after is a number of targets, 1 or more") }
    }

    var policy: GroupPolicy { GroupPolicy(order: order, stopAfter: stopAfter) }
}

/// What a person said about how to move.
struct MoveChoices: Sendable {
    var reason: String
    var yes: Bool
    var confirmed: [String] = []
    var provisioned: ProvisionedStrategy?
    var atDeadline: ActionQuestion.Answer?
    var policy = GroupPolicy()
    var breakGlass = false

    var hasReason: Bool { reason.contains { !$0.isWhitespace } }

    init(reason: String, _ mutation: MutationOptions, _ move: MoveOptions, _ group: GroupOptions? = nil) {
        self.reason = reason
        yes = mutation.yes
        confirmed = move.confirm
        provisioned = move.provisioned
        atDeadline = move.atDeadline
        policy = group?.policy ?? GroupPolicy()
        breakGlass = move.breakGlass
    }

    init(reason: String, yes: Bool) {
        self.reason = reason
        self.yes = yes
    }
}

extension ProvisionedStrategy: ExpressibleByArgument {}
extension ActionQuestion.Answer: ExpressibleByArgument {}
extension GroupPolicy.Order: ExpressibleByArgument {}
