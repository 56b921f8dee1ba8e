import IncidentModel
import TerminalCanvas

/// The `:` line, with what could follow above it.
enum CommandLineScreen {
    static func draw(_ line: CommandLine, _ state: ConsoleState, _ pen: inout Pen) {
        let hint = line.complaint == nil ? "tab completes, up recalls, esc" : ""
        OverlayScreen.drawLine(":", line.field, hint, state, &pen)
        let y = state.size.rows - 2
        pen.canvas.fill(Rect(x: 0, y: y, width: state.size.columns, height: 1), role: .keyLabel)
        if let complaint = line.complaint {
            pen.put(complaint, x: 1, y: y, role: .failed, width: state.size.columns - 2)
            return
        }
        let list = line.completion == nil ? state.completions(of: line.field.text) : line.completions
        var x = 1
        let first = max(0, (line.completion ?? 0) - 4)
        for index in first..<list.count {
            let word = list[index].split(separator: " ").last.map(String.init) ?? ""
            guard x + GlyphWidth.of(word) + 2 < state.size.columns else { break }
            x += pen.put(word, x: x, y: y, role: index == line.completion ? .selected : .keyLabel) + 2
        }
        if list.count == 1 || list.isEmpty, let name = line.field.text.split(separator: " ").first,
            let binding = state.options.bindings.binding(command: String(name))
        {
            let text = "\(Wording.usage(String(name), binding.arguments))   \(binding.help)"
            pen.canvas.fill(Rect(x: 0, y: y, width: state.size.columns, height: 1), role: .keyLabel)
            pen.put(text, x: 1, y: y, role: .keyLabel, width: state.size.columns - 2)
        }
    }
}
