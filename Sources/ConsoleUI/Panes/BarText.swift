import IncidentModel
import TerminalCanvas

/// The text of the armed bar: what `R` would do, and whether the operator can see all of it.
enum BarText {
    /// Lines the armed list may take; the rest of the screen is worth more than a third.
    static let maximumLines = 2
    static let indent = " ARMED  ".count

    /// The label of one plan: `checkout:prod → v6 100 %`, `checkout:prod stop d-4XKZ1 then → v6 100 %`.
    static func short(_ plan: Plan) -> String {
        "\(plan.target) \(first(plan))→ \(EffectiveTraffic(plan.after).phrase)\(way(plan))"
    }

    /// What is done before the alias is moved.
    private static func first(_ plan: Plan) -> String { plan.stopping.map { Wording.stopThen($0.id) } ?? "" }
    private static func way(_ plan: Plan) -> String { plan.provisioned.map { " \($0.chosen.rawValue)" } ?? "" }

    /// Breaks the plans into lines; `hidden` is how many do not fit.
    static func lines(_ plans: [Plan], key: String, width: Int) -> (lines: [String], hidden: Int) {
        let room = max(1, width - indent - 1)
        if plans.count == 1, let plan = plans.first {
            let ready = "ready, about \(Figures.predicted(plan.predicted))"
            let full =
                "\(key) ▸ \(plan.target)   \(first(plan))\(EffectiveTraffic(plan.before).phrase) → \(EffectiveTraffic(plan.after).phrase)\(way(plan))"
            if GlyphWidth.of(full) + GlyphWidth.of(ready) + 3 <= room { return ([full + "   " + ready], 0) }
            if GlyphWidth.of(full) <= room { return ([full], 0) }
            let brief = "\(key) ▸ \(short(plan))"
            if GlyphWidth.of(brief) <= room { return ([brief], 0) }
            // A name of up to 193 characters: over the lines there are.
            let wrapped = wrap(brief, to: room)
            return wrapped.count <= maximumLines ? (wrapped, 0) : (Array(wrapped.prefix(maximumLines)), 1)
        }
        var lines = ["\(key) ▸ \(plans.count) targets: "]
        var shown = 0
        for plan in plans {
            let text = short(plan)
            let separator = shown == 0 ? "" : " · "
            let last = lines[lines.count - 1]
            if GlyphWidth.of(last) + GlyphWidth.of(separator) + GlyphWidth.of(text) <= room {
                lines[lines.count - 1] = last + separator + text
            } else if lines.count < maximumLines, GlyphWidth.of(text) <= room {
                lines.append(text)
            } else {
                break
            }
            shown += 1
        }
        return (lines, plans.count - shown)
    }

    static func hidden(_ plans: [Plan], width: Int) -> Int { lines(plans, key: "R", width: width).hidden }
}
