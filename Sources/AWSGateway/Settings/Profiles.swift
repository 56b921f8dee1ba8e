/// The two AWS files as botocore joins them: profiles of the config file (`[default]`, `[profile NAME]`), the sections of the
/// credentials file laid over them, and the config file's `[services NAME]` and `[sso-session NAME]` sections.
struct Profiles: Sendable {
    struct Value: Sendable {
        var text: String
        var nested: [String: IniFile.Nested]
        var file: String
        var line: Int
    }
    typealias Profile = [String: Value]

    /// Config and credentials joined; the credentials file wins.
    private(set) var merged: [String: Profile] = [:]
    private(set) var config: [String: Profile] = [:]
    private(set) var credentials: [String: Profile] = [:]
    private(set) var services: [String: Profile] = [:]
    private(set) var ssoSessions: [String: Profile] = [:]
    let configPath: String
    let credentialsPath: String

    init(config: IniFile, credentials: IniFile) {
        configPath = config.path
        credentialsPath = credentials.path
        for (name, section) in config.sections {
            let values = Self.values(section, in: config.path)
            if name == "default" {
                self.config["default"] = (self.config["default"] ?? [:]).merging(values) { old, _ in old }
                continue
            }
            guard let words = shellWords(name), words.count == 2 else { continue }
            switch words[0] {
            case "profile": self.config[words[1]] = values
            case "services": services[words[1]] = values
            case "sso-session": ssoSessions[words[1]] = values
            default: break
            }
        }
        for (name, section) in credentials.sections { self.credentials[name] = Self.values(section, in: credentials.path) }
        merged = self.config.merging(self.credentials) { $0.merging($1) { _, new in new } }
    }

    /// Names that a person may have meant: the same letters in another case or with other dashes, else a common prefix.
    func suggestion(for name: String) -> String? {
        func plain(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
        let names = merged.keys.sorted()
        return names.first { plain($0) == plain(name) }
            ?? names.first { plain($0).hasPrefix(plain(name)) || plain(name).hasPrefix(plain($0)) }
    }

    private static func values(_ section: IniFile.Section, in path: String) -> Profile {
        section.entries.mapValues { Value(text: $0.value, nested: $0.nested, file: path, line: $0.line) }
    }
}
