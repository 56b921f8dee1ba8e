import IncidentModel

/// The settings file on the disk.
enum SettingsFile {
    private static let limit = 1 << 20

    /// - Parameter explicit: the path was named with `--config`, so the file must be there.
    static func load(_ path: String, explicit: Bool, actions: [String]? = nil, themes: [String]? = nil) throws(Failure)
        -> Settings
    {
        try PrivateFiles.checkSettings(path)
        guard let bytes = try PrivateFiles.read(path, limit: limit) else {
            if explicit { throw Failure(.usage, code: "settings", "\(path): there is no such file (named with --config)") }
            return Settings()
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.usage, code: "settings", "\(path):\(firstBadLine(bytes)): not UTF-8 text; save the file as UTF-8")
        }
        do throws(SettingsRejected) {
            return try SettingsParser.parse(text, path: path, actions: actions, themes: themes)
        } catch {
            throw error.failure
        }
    }

    /// The line of the first byte that is not valid UTF-8, from 1.
    private static func firstBadLine(_ bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        return 1 + (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0)
    }
}
