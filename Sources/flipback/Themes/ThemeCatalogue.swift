import FoundationEssentials
import TerminalCanvas

/// The shipped themes and those in the user's `themes` directory; a user's theme wins over a shipped one of its name.
enum ThemeCatalogue {
    /// The first is the default; `T` walks through them in this order.
    static let shipped: [(name: String, yaml: [UInt8])] = [
        ("night", PackageResources.night_yaml), ("paper", PackageResources.paper_yaml),
        ("high-contrast", PackageResources.high_contrast_yaml), ("colour-blind", PackageResources.colour_blind_yaml),
        ("mono", PackageResources.mono_yaml),
    ]

    /// Shipped names first, then the user's own, sorted.
    static func names(userDirectory: String?) -> [String] {
        let names = shipped.map(\.name)
        return names + userNames(userDirectory).filter { !names.contains($0) }
    }

    /// Throws `ThemeError` with file and line; an unknown name gets the list of names.
    static func load(_ name: String, userDirectory: String?) throws -> Theme {
        try ThemeParser.parse(layers(name, userDirectory: userDirectory, wantedBy: [], at: ("--theme", 0)))
    }

    /// The theme's file and below it what it extends. A user's `night` may extend the shipped `night`.
    private static func layers(
        _ name: String, userDirectory: String?, wantedBy: [String], at place: (file: String, line: Int)
    ) throws -> [ThemeSource] {
        let isOwnParent = wantedBy.last == name
        guard wantedBy.count < 8, !wantedBy.dropLast().contains(name) else {
            throw ThemeError(
                file: place.file, line: place.line, text: "themes extend each other in a circle: \(wantedBy + [name])")
        }
        let source: ThemeSource
        if !isOwnParent, userNames(userDirectory).contains(name), let userDirectory {
            let path = "\(userDirectory)/\(name).yaml"
            source = try ThemeFile.source(try read(path), file: path)
        } else if let found = shipped.first(where: { $0.name == name }) {
            source = try ThemeFile.source(String(decoding: found.yaml, as: UTF8.self), file: "themes/\(name).yaml")
        } else {
            let known = names(userDirectory: userDirectory)
            throw ThemeError(
                file: place.file, line: place.line,
                text: "no theme is called '\(name)'; there are \(known.joined(separator: ", "))")
        }
        guard let parent = source.extends else { return [source] }
        let below = try layers(
            parent.name, userDirectory: userDirectory, wantedBy: wantedBy + [name], at: (source.file, parent.line))
        return below + [source]
    }

    private static func read(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ThemeError(file: path, line: 0, text: "can't be read; check its permissions")
        }
        guard data.count <= 256 * 1024 else {
            throw ThemeError(file: path, line: 0, text: "\(data.count) bytes is too long for a theme")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ThemeError(file: path, line: 0, text: "is not UTF-8 text")
        }
        return text
    }

    private static func userNames(_ directory: String?) -> [String] {
        guard let directory, let files = try? FileManager.default.contentsOfDirectory(atPath: directory) else { return [] }
        return files.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.map { String($0.dropLast(5)) }.sorted()
    }
}
