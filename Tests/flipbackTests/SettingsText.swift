@testable import flipback

/// A configuration file as its text.
enum SettingsText {
    static func parse(_ text: String, actions: [String]? = nil, themes: [String]? = nil) throws -> Settings {
        try SettingsParser.parse(text, path: "/c.yaml", actions: actions, themes: themes)
    }

    /// What is said of a file that is not taken; empty when it is.
    static func problems(_ text: String, actions: [String]? = nil, themes: [String]? = nil) -> [String] {
        do {
            _ = try parse(text, actions: actions, themes: themes)
            return []
        } catch let rejected as SettingsRejected {
            return rejected.problems.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }
}
