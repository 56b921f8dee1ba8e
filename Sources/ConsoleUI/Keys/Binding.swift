package import TerminalCanvas

/// One line of the key table: the only place that says which key does what. Dispatch, footer, help, completion and README derive from it.
package struct Binding: Sendable {
    package var intent: Intent
    package var keys: [Key]
    /// The name on the `:` line; nil for movement, which has no name there.
    package var command: String?
    /// What may follow the name on the `:` line, `[TARGET] [VERSION]`.
    package var arguments: String
    /// Whether it writes: to AWS or to the journal. Such a key is dead without an operator.
    package var mutates: Bool
    /// One line of the help.
    package var help: String
    /// The word in the footer; empty when the footer leaves it out.
    package var label: String
    /// The footer drops the highest number first when it is narrow.
    package var rank: Int

    package init(
        _ intent: Intent, _ keys: [Key], command: String? = nil, arguments: String = "", mutates: Bool = false, help: String,
        label: String = "", rank: Int = 9
    ) {
        self.intent = intent
        self.keys = keys
        self.command = command
        self.arguments = arguments
        self.mutates = mutates
        self.help = help
        self.label = label
        self.rank = rank
    }

    /// The keys as people read them: `R`, `up k`.
    package var keyText: String { keys.map(KeyName.of).joined(separator: " ") }

    /// Why the key does nothing now; nil when it works.
    package func disabledReason(_ state: ConsoleState) -> String? { state.disabledReason(self) }
}
