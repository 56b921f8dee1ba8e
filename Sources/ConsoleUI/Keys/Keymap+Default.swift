import TerminalCanvas

extension Keymap {
    /// The keys of CONTRACT.md.
    package static let `default` = Keymap([
        Binding(
            .rollback, [.character("R")], command: "rollback", arguments: "[TARGET] [VERSION]", mutates: true,
            help: "roll back: at once when armed, else the plan sheet", label: "roll back", rank: 0),
        Binding(
            .abort, [.character("A")], command: "abort", arguments: "[TARGET]", mutates: true,
            help: "abort the canary or the running deployment", label: "abort", rank: 2),
        Binding(
            .promote, [.character("P")], command: "promote", arguments: "[TARGET]", mutates: true,
            help: "promote the canary to all traffic", label: "promote", rank: 4),
        Binding(
            .shift, [.character("W")], command: "shift", arguments: "[TARGET] VERSION PERCENT", mutates: true,
            help: "shift weights", label: "shift", rank: 4),
        Binding(
            .undo, [.character("u")], command: "undo", arguments: "[TARGET]", mutates: true,
            help: "undo the last action on the target", label: "undo", rank: 2),
        Binding(
            .keepWaiting, [.character("w")], command: "wait", mutates: true,
            help: "while a stop is overdue and asks: keep waiting for CodeDeploy"),
        Binding(
            .takeAlias, [.character("t")], command: "take", mutates: true,
            help: "while a stop is overdue and asks: take the alias now (it may be moved again)"),
        Binding(.provisioned, [.control("p")], help: "plan sheet: next way to deal with provisioned concurrency"),
        Binding(.askApproval, [.control("g")], help: "plan sheet: ask for the approval that the plan needs"),
        Binding(
            .declare, [.character("D")], command: "declare", arguments: "[SEVERITY] [REASON]", mutates: true,
            help: "declare an incident (the proposed one, when there is one) / change its severity", label: "incident", rank: 1),
        Binding(
            .dismiss, [.character("Z")], command: "dismiss", arguments: "[REASON]", mutates: true,
            help: "put the proposed incident aside"),
        Binding(
            .acknowledge, [.character("K")], command: "ack", mutates: true, help: "acknowledge the incident", label: "ack",
            rank: 6),
        Binding(
            .note, [.character("N")], command: "note", arguments: "[--decision|--hypothesis|--impact|--action] TEXT",
            mutates: true,
            help: "note on the timeline, with the selected target; tab marks it", label: "note", rank: 5),
        Binding(
            .export, [.character("E")], command: "export", help: "write the incident's record and its postmortem to files",
            label: "export",
            rank: 8),
        Binding(
            .severity, [], command: "sev", arguments: "SEVERITY [REASON]", mutates: true,
            help: "change the severity of the open incident"),
        Binding(
            .commander, [], command: "ic", arguments: "[PERSON] [NOTE]", mutates: true,
            help: "be the incident commander, or hand the role to PERSON; asks when somebody else has it"),
        Binding(
            .role, [], command: "role", arguments: "ROLE PERSON|- [NOTE]", mutates: true,
            help: "who plays a role of the incident (commander, operations, developer, security, management, scribe, own ones)"),
        Binding(
            .takeOver, [.control("t")],
            help: "take-over sheet: take the role from the person who has it"),
        Binding(
            .stage, [], command: "stage", arguments: "STAGE [REASON]", mutates: true,
            help: "move the incident to detection, triage, containment, resolution or postmortem"),
        Binding(
            .link, [], command: "link", arguments: "URL [TITLE]", mutates: true, help: "a link for everybody in the incident"),
        Binding(
            .resolve, [], command: "resolve", arguments: "[TEXT]", mutates: true, help: "resolve the open incident"),
        Binding(
            .disarm, [], command: "disarm", help: "R opens the plan sheet even in a SEV-1 (as esc on the dashboard)"),
        Binding(.arm, [], command: "arm", help: "let R act at once again after esc or :disarm"),
        Binding(.open, [.enter], help: "open the row, commit a sheet"),
        Binding(.close, [.escape], help: "close, cancel; on the dashboard of a SEV-1: disarm"),
        Binding(.nextPane, [.tab], help: "next pane, next field"),
        Binding(.previousPane, [.backTab], help: "pane before"),
        Binding(.aliases, [.character("1")], command: "aliases", help: "pane ALIASES"),
        Binding(.versions, [.character("2")], command: "versions", help: "pane VERSIONS"),
        Binding(.alarms, [.character("3")], command: "alarms", help: "pane ALARMS"),
        Binding(.metrics, [.character("4")], command: "metrics", help: "pane METRICS"),
        Binding(.timeline, [.character("5")], command: "timeline", help: "pane TIMELINE"),
        Binding(
            .deployment, [.character("6")], command: "deployment", help: "pane DEPLOYMENT, while one runs and for an hour after"),
        Binding(
            .incident, [.character("7")], command: "incident",
            help: "pane INCIDENT: stage, clocks, roles, checklist (enter or space ticks), links"),
        Binding(
            .runStep, [.character("x")], command: "run-step", mutates: true,
            help: "INCIDENT: run the command of the step; what moves traffic opens its plan sheet"),
        Binding(.traces, [], command: "traces", help: "pane TRACES, what X-Ray sees failing: shows it or takes it away"),
        Binding(.ready, [], command: "ready", help: "readiness board: could each target be rolled back now, and what to do"),
        Binding(.group, [], command: "group", help: "what became of each target of the last action"),
        Binding(.budget, [], command: "budget", help: "calls a minute, dollars a day, rows seen"),
        Binding(.history, [], command: "history", help: "past incidents with their clocks, and what they come to"),
        Binding(.up, [.up, .character("k")], help: "row up"),
        Binding(.down, [.down, .character("j")], help: "row down"),
        Binding(.left, [.left, .character("h")], help: "pane to the left"),
        Binding(.right, [.right, .character("l")], help: "pane to the right"),
        Binding(.pageUp, [.pageUp], help: "page up"),
        Binding(.pageDown, [.pageDown], help: "page down"),
        Binding(.top, [.character("g"), .home], help: "first row"),
        Binding(.bottom, [.character("G"), .end], help: "last row"),
        Binding(
            .command, [.character(":")], help: "command line: every action by name, tab completes, up recalls",
            label: "command", rank: 3),
        Binding(
            .filter, [.character("/")], command: "filter", arguments: "[TEXT]", help: "filter ALIASES by name", label: "filter",
            rank: 3),
        Binding(.goto, [], command: "goto", arguments: "TARGET", help: "select a target"),
        Binding(.freeze, [.character(" ")], command: "freeze", help: "freeze the view (PAUSED); actions still use live data"),
        Binding(.messages, [.character("m")], command: "messages", help: "message log"),
        Binding(.theme, [.character("T")], command: "theme", arguments: "[NAME]", help: "next theme"),
        Binding(.redraw, [.control("l")], command: "redraw", help: "redraw the screen"),
        Binding(.help, [.character("?")], command: "help", help: "this help", label: "help", rank: 0),
        Binding(.quit, [.character("q")], command: "quit", help: "quit (asks while an action runs)", label: "quit", rank: 0),
    ])

    /// The help overlay's lines: keys, command, what it does. Derived, never written twice.
    package func helpLines() -> [(keys: String, command: String, text: String, mutates: Bool)] {
        bindings.map { binding in
            let command = binding.command.map { ":\($0)\(binding.arguments.isEmpty ? "" : " ")\(binding.arguments)" } ?? ""
            return (binding.keyText, command, binding.help, binding.mutates)
        }
    }

    /// The table of README.
    package func markdownTable() -> String {
        var text = "| key | command | does |\n|---|---|---|\n"
        for line in helpLines() {
            func cell(_ value: String) -> String {
                value.isEmpty
                    ? "" : "`" + value.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|") + "`"
            }
            let keys = line.keys.split(separator: " ").map { cell(String($0)) }.joined(separator: " ")
            text += "| \(keys) | \(cell(line.command)) | \(line.text) |\n"
        }
        return text
    }
}
