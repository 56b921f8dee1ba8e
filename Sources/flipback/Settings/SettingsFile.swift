import Glibc
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
        let settings: Settings
        do throws(SettingsRejected) {
            settings = try SettingsParser.parse(text, path: path, actions: actions, themes: themes)
        } catch {
            throw error.failure
        }
        if let line = settings.notices.inlineSecretLine { try checkPrivate(path, line: line) }
        return settings
    }

    /// A file with a secret in it is read by its owner alone.
    private static func checkPrivate(_ path: String, line: Int) throws(Failure) {
        guard let info = PrivateFiles.status(path), info.st_mode & 0o077 != 0 else { return }
        throw Failure(
            .usage, code: "settings",
            "\(path):\(line): a secret is written here, and others may read the file (mode \(PrivateFiles.octal(info.st_mode))); "
                + "chmod 600 \(path), or write env:NAME or file:PATH instead")
    }

    /// The line of the first byte that is not valid UTF-8, from 1.
    private static func firstBadLine(_ bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        return 1 + (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0)
    }
}
