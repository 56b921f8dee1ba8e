import IncidentModel
import TerminalCanvas

extension ConsoleState {
    mutating func press(_ key: Key, in line: CommandLine) -> [Effect] {
        var line = line
        line.complaint = nil
        switch key {
        case .escape:
            overlay = nil
            return []
        case .backspace where line.field.isEmpty:
            overlay = nil
            return []
        case .enter:
            let text = line.field.text
            guard text.contains(where: { $0 != " " }) else {
                overlay = nil
                return []
            }
            if history.last != text { history.append(text) }
            if history.count > 200 { history.removeFirst() }
            switch run(text) {
            case .success(let effects): return effects
            case .failure(let problem): line.complaint = problem.text
            }
        case .tab, .backTab: complete(&line, by: key == .tab ? 1 : -1)
        case .up, .down: recall(&line, by: key == .up ? -1 : 1)
        default:
            if line.field.edit(key) { (line.completion, line.completions, line.recalled) = (nil, [], nil) }
        }
        overlay = .command(line)
        return []
    }

    private func recall(_ line: inout CommandLine, by: Int) {
        guard !history.isEmpty else { return }
        if line.recalled == nil { line.typed = line.field.text }
        let next = (line.recalled ?? history.count) + by
        guard next >= 0 else { return }
        if next >= history.count {
            line.recalled = nil
            line.field.set(line.typed)
        } else {
            line.recalled = next
            line.field.set(history[next])
        }
    }

    private func complete(_ line: inout CommandLine, by: Int) {
        if line.completion == nil {
            line.typed = line.field.text
            line.completions = completions(of: line.typed)
        }
        guard !line.completions.isEmpty else { return }
        let count = line.completions.count
        let next = ((line.completion ?? (by > 0 ? -1 : 0)) + by + count) % count
        line.completion = next
        line.field.set(line.completions[next])
    }

    /// Every way to go on from what is typed, whole lines.
    func completions(of text: String) -> [String] {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count > 1, let binding = options.bindings.binding(command: words[0]) else {
            return options.bindings.bindings.compactMap(\.command).filter { $0.hasPrefix(words.first ?? "") }.sorted()
        }
        let head = words.dropLast().joined(separator: " ") + " "
        let last = words.last ?? ""
        var words2: [String] = []
        if words.count == 2, binding.arguments.contains("TARGET") { words2 += live.order.map(\.description) }
        if binding.arguments.contains("VERSION"), words.count <= 3 {
            let target = Target(words.count == 3 ? words[1] : "") ?? selected
            words2 += target.flatMap { live.picture?.versions[$0.function]?.value.map(\.version.name) } ?? []
        }
        if binding.intent == .theme { words2 += options.themeNames }
        words2 += incidentWords(binding.intent, words.count)
        return words2.filter { $0.hasPrefix(last) }.prefix(50).map { head + $0 }
    }

    /// Runs a line. A failure leaves it on screen with the reason.
    mutating func run(_ text: String) -> Result<[Effect], Complaint> {
        let words = text.split(separator: " ").map(String.init)
        guard let name = words.first else { return .success([]) }
        guard let binding = options.bindings.binding(command: name) else {
            let near = Closest.match(name, among: options.bindings.bindings.compactMap(\.command))
            return .failure(Complaint(Wording.unknownCommand(Sanitiser.sanitise(name, limit: 40), near: near)))
        }
        // The line itself is what has the focus: judge the action as if it were closed.
        overlay = nil
        var arguments = Array(words.dropFirst())
        var named: Target?
        if binding.arguments.contains("TARGET"), let first = arguments.first, first.contains(":") {
            guard let found = Target(first), live.order.contains(found) else {
                let near = Closest.match(first, among: live.order.map(\.description))
                return .failure(Complaint(Wording.unknownTarget(Sanitiser.sanitise(first, limit: 80), near: near)))
            }
            named = found
            arguments.removeFirst()
        }
        let target = named ?? selected
        if let target, binding.intent.movesTraffic { _ = select(target) }
        if let reason = disabledReason(binding) { return .failure(Complaint(reason)) }
        return run(binding, arguments, target, named: named)
    }

    /// - Parameter named: the target, when the line itself names it.
    private mutating func run(
        _ binding: Binding, _ arguments: [String], _ target: Target?, named: Target?
    ) -> Result<[Effect], Complaint> {
        let rest = arguments.joined(separator: " ")
        switch binding.intent {
        case .rollback, .abort, .promote, .undo, .shift: return runTraffic(binding, arguments, target)
        case .severity, .declare: return runSeverity(binding, arguments)
        case .note:
            guard !rest.isEmpty else { return .success(perform(.note)) }
            return note(arguments)
        case .commander: return changeCommander(arguments)
        case .role: return changeRole(binding, arguments)
        case .stage: return changeStage(binding, arguments)
        case .link: return addLink(binding, arguments)
        case .dismiss: return dismiss(rest)
        case .resolve:
            guard let incident = openIncident else { return .failure(Complaint(Wording.noIncident)) }
            return .success([.resolve(incident: incident.id, text: rest)])
        case .goto:
            guard let named, arguments.isEmpty else {
                return .failure(Complaint(Wording.usage(binding.command ?? "", binding.arguments)))
            }
            _ = select(named)
            return .success([])
        case .theme where !rest.isEmpty:
            guard let index = options.themeNames.firstIndex(of: rest) else {
                return .failure(Complaint(Wording.unknownTheme(rest, options.themeNames)))
            }
            themeIndex = index
            return .success([.setTheme(rest)])
        case .filter where !rest.isEmpty:
            filter = rest
            touched = true
            refilter()
            return .success([])
        default:
            guard arguments.isEmpty else { return .failure(Complaint(Wording.usage(binding.command ?? "", binding.arguments))) }
            return .success(perform(binding.intent))
        }
    }

    private mutating func runTraffic(_ binding: Binding, _ arguments: [String], _ target: Target?) -> Result<[Effect], Complaint>
    {
        guard let target else { return .failure(Complaint(Wording.nothingSelected)) }
        let usage = Complaint(Wording.usage(binding.command ?? "", binding.arguments))
        if let reason = trafficReason(target) { return .failure(Complaint(reason)) }
        touched = true
        switch binding.intent {
        case .rollback:
            guard arguments.count <= 1 else { return .failure(usage) }
            guard let word = arguments.first else { return .success(openPlan(.rollback(target, to: nil))) }
            guard let version = VersionID(word) else { return .failure(Complaint(Wording.versionExpected)) }
            return .success(openPlan(.rollback(target, to: version)))
        case .shift:
            if arguments.isEmpty { return .success(openShift()) }
            guard arguments.count == 2 else { return .failure(usage) }
            switch Self.shift(target, arguments[0], arguments[1]) {
            case .success(let command): return .success(openPlan(command))
            case .failure(let refusal): return .failure(Complaint(refusal.text))
            }
        default:
            guard arguments.isEmpty else { return .failure(usage) }
            let command: Command =
                binding.intent == .abort ? .abort(target) : binding.intent == .promote ? .promote(target) : .undo(target)
            return .success(openPlan(command))
        }
    }

    private mutating func runSeverity(_ binding: Binding, _ arguments: [String]) -> Result<[Effect], Complaint> {
        guard let word = arguments.first else { return .success(perform(.declare)) }
        guard let number = Int(word), let severity = Severity(rawValue: number), number <= options.severities else {
            let usage = Wording.usage(binding.command ?? "", binding.arguments)
            return .failure(Complaint(Wording.severityExpected(options.severities, usage)))
        }
        let reason = arguments.dropFirst().joined(separator: " ")
        guard binding.intent == .severity, let incident = openIncident else {
            return .success(openIncidentSheet(preset: severity, reason: reason))
        }
        guard incident.severity != severity else { return .failure(Complaint(Wording.sameSeverity(severity))) }
        return .success([.changeSeverity(incident: incident.id, severity, reason: reason)])
    }
}

/// Why a command line was not run.
struct Complaint: Error, Hashable, Sendable {
    var text: String
    init(_ text: String) { self.text = text }
}
