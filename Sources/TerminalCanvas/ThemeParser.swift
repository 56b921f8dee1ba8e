/// Turns theme files into themes.
///
/// ```yaml
/// name: dusk
/// extends: night              # optional: everything not named here is night's
/// base: ink on paper          # the whole screen
/// palette: {ink: 252, paper: 233, warn: yellow}
/// roles:                      # role: [colour] [on colour] [bold] [dim] [underline] [reverse]
///   header: ink on 236
///   severity: white on red bold     # also severity.1, severity.2 … without a line of their own
/// roles16: {…}  roles8: {…}  mono: {…}   # instead of the derived look on terminals with fewer colours
/// ```
/// A colour is a palette name, 0…255, `default`, or one of the terminal's 16 names. A colour left out is the base's.
package struct ThemeParser {
    private var palette: [String: Color] = [:]
    private var name = ""
    private typealias Found = (value: String, file: String, line: Int)
    private var base: Found?
    private var sections: [String: [String: Found]] = [:]

    private static let topKeys = ["name", "extends", "base", "palette"] + sectionNames
    private static let sectionNames = ["roles", "roles16", "roles8", "mono"]

    /// Layers, the most basic first: a later one patches the earlier ones.
    package static func parse(_ layers: [ThemeSource]) throws(ThemeError) -> Theme {
        var parser = ThemeParser()
        for layer in layers { try parser.read(layer) }
        return try parser.theme(file: layers.last?.file ?? "theme")
    }

    private mutating func read(_ source: ThemeSource) throws(ThemeError) {
        var seen: [[String]: Int] = [:]
        for entry in source.entries {
            func fail(_ text: String, _ suggestion: String? = nil) -> ThemeError {
                ThemeError(file: source.file, line: entry.line, text: text, suggestion: suggestion)
            }
            if let earlier = seen[entry.path] {
                throw fail("'\(entry.path.joined(separator: "."))' is already set in line \(earlier)")
            }
            seen[entry.path] = entry.line
            guard let top = entry.path.first, ThemeParser.topKeys.contains(top) else {
                let word = entry.path.first ?? ""
                throw fail("a theme has no '\(word)'", NearestWord.to(word, in: ThemeParser.topKeys))
            }
            let isSection = top == "palette" || ThemeParser.sectionNames.contains(top)
            guard isSection == (entry.path.count > 1) else {
                throw fail(isSection ? "'\(top)' holds names, each with a value" : "'\(top)' holds one value")
            }
            let key = entry.path.dropFirst().joined(separator: ".")
            switch top {
            case "name": name = entry.value
            case "extends": break
            case "base": base = (entry.value, source.file, entry.line)
            case "palette":
                guard !StyleParser.attributes.contains(key), key != "on", key != "default", Int(key) == nil else {
                    throw fail("'\(key)' can't name a colour: it means something else in a style")
                }
                palette[key] = try StyleParser(palette: palette, file: source.file, line: entry.line).color(entry.value)
            default:
                guard ThemeParser.roleNames.contains(key) else {
                    throw fail("no role is called '\(key)'", NearestWord.to(key, in: ThemeParser.roleNames))
                }
                sections[top, default: [:]][key] = (entry.value, source.file, entry.line)
            }
        }
    }

    private func theme(file: String) throws(ThemeError) -> Theme {
        guard !name.isEmpty else {
            throw ThemeError(file: file, line: 0, text: "the theme has no 'name:'")
        }
        var theme = Theme(name: name)
        if let base { theme.base = try style(base, over: Style()) }
        theme.styles = try styles("roles", base: theme.base)
        theme.overrides = [
            .colors16: try styles("roles16", base: theme.base), .colors8: try styles("roles8", base: theme.base),
            .mono: try styles("mono", base: Style()),
        ]
        return theme
    }

    private func style(_ found: Found, over base: Style) throws(ThemeError) -> Style {
        try StyleParser(palette: palette, file: found.file, line: found.line).style(found.value, over: base)
    }

    private func styles(_ section: String, base: Style) throws(ThemeError) -> [Role: Style] {
        var result: [Role: Style] = [:]
        guard let found = sections[section] else { return result }
        for role in Role.allCases {
            // On fewer colours, a line for `header` is not for `header.live` when that has a look of its own.
            let isOwn = section != "roles" && sections["roles"]?[role.rawValue] != nil
            for name in ThemeParser.ancestors(role.rawValue) {
                guard let entry = found[name] else { continue }
                if isOwn, name != role.rawValue, Role(rawValue: name) != nil { continue }
                result[role] = try style(entry, over: base)
                break
            }
        }
        return result
    }

    /// `header.live`, `header`.
    private static func ancestors(_ name: String) -> [String] {
        var names = [name]
        var rest = name[...]
        while let dot = rest.lastIndex(of: ".") {
            rest = rest[..<dot]
            names.append(String(rest))
        }
        return names
    }

    /// Every role and every group of roles.
    private static let roleNames = Set(Role.allCases.flatMap { ancestors($0.rawValue) })
}
