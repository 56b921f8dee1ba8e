/// What a cell means. Screens name roles, never colours; a theme gives each role its look. One meaning, one role.
package enum Role: String, CaseIterable, Sendable {
    case text, dim, strong
    case header, headerLive = "header.live", headerWatch = "header.watch", headerDrill = "header.drill"
    case severity1 = "severity.1", severity2 = "severity.2", severity3 = "severity.3"
    case border, borderFocused = "border.focused", title, titleFocused = "title.focused"
    case selected
    case stable, canary, bad, unknown, stale
    case ok, alarm, noData = "noData"
    case armed, disarmed, acting, done, failed
    case key, keyLabel = "key.label", keyDisabled = "key.disabled"
    case sheet, sheetBorder = "sheet.border", sheetTitle = "sheet.title", sheetChanged = "sheet.changed"
    case input, cursor, warning, paused, message
    case graphStable = "graph.stable", graphCanary = "graph.canary", graphAxis = "graph.axis", graphMark = "graph.mark"
    case wallBig = "wall.big", wallQuiet = "wall.quiet"

    /// The letter of golden screens; unique for each role.
    package var letter: Character { Role.goldenLetters[self] ?? "?" }

    private static let goldenLetters: [Role: Character] = Dictionary(
        uniqueKeysWithValues: zip(Role.allCases, "tdsHLWD123bBiIeSCXUKoANRrcEfkyzTGngupmPQaZvqwOFhjlxM"))
}
