package import IncidentModel
package import TerminalCanvas

/// What the console is told when it is built; nothing here changes while it runs.
package struct ConsoleOptions: Sendable {
    package var mode: ConsoleMode
    /// False without an operator (watch): every key that writes is dead and says why.
    package var canAct: Bool
    /// The unattended big-type layout: no input but quit.
    package var wall: Bool
    package var ascii: Bool
    /// What screens are drawn with: braille, blocks (the Linux console) or ASCII.
    package var symbols: SymbolSet
    package var bindings: Keymap
    /// Shown until the first picture and the first caller identity have been read.
    package var regionHint: String
    package var accountHint: String
    /// Every theme that `:theme` and `T` offer; the first is in force at the start.
    package var themeNames: [String]
    /// The local user, shown until the caller of the credentials is known.
    package var userName: String
    /// How long an action waits for CodeDeploy before it asks.
    package var stopDeadline: Duration
    /// How many severities are offered, SEV-1 the first.
    package var severities: Int
    /// The checklists of INCIDENT.
    package var runbooks: [Runbook]

    /// A drill that is only watched says both.
    var isDrillOnly: Bool { mode == .drill && !canAct }

    package init(
        mode: ConsoleMode = .live, canAct: Bool = true, wall: Bool = false, ascii: Bool = false,
        bindings: Keymap = .default, regionHint: String = "", accountHint: String = "", themeNames: [String] = ["night"],
        userName: String = "", symbols: SymbolSet? = nil,
        stopDeadline: Duration = .seconds(30), severities: Int = 3, runbooks: [Runbook] = []
    ) {
        self.mode = mode
        self.canAct = canAct
        self.wall = wall
        self.ascii = ascii || symbols == .ascii
        self.symbols = symbols ?? (ascii ? .ascii : .braille)
        self.userName = userName
        self.stopDeadline = stopDeadline
        self.severities = max(1, min(Severity.allCases.count, severities))
        self.runbooks = runbooks
        self.bindings = bindings
        self.regionHint = regionHint
        self.accountHint = accountHint
        self.themeNames = themeNames
    }
}
