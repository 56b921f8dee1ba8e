import FoundationEssentials
import IncidentModel

/// The shipped runbooks and those in the user's `runbooks` directory; a user's runbook wins over a shipped one of its name.
enum RunbookCatalogue {
    private static let limit = 256 * 1024

    static let shipped: [(name: String, yaml: [UInt8])] = [
        ("sev-1", PackageResources.sev_1_yaml), ("sev-2", PackageResources.sev_2_yaml),
        ("sev-3", PackageResources.sev_3_yaml),
    ]

    /// Shipped ones first, a user's in the place of the one that it replaces, then the user's own by name. A file decides what people
    /// do, so the rules of the settings hold for it: nobody else may write it.
    /// - Parameters:
    ///   - directory: `runbooks` beside the settings; may be missing.
    ///   - commands: the names of the console's command line, for steps that are carried out there; nil lets any pass.
    /// - Throws: every problem of the first file that has one, with its lines.
    static func load(directory: String?, commands: [String]? = nil) throws(Failure) -> [Runbook] {
        var runbooks: [Runbook] = []
        for (name, yaml) in shipped {
            runbooks.append(try parse(yaml, path: "runbooks/\(name).yaml", commands: commands))
        }
        var places: [String: String] = [:]
        for path in try files(directory) {
            try PrivateFiles.checkSettings(path)
            guard let bytes = try PrivateFiles.read(path, limit: limit) else { continue }
            let runbook = try parse(bytes, path: path, commands: commands)
            if let other = places[runbook.name] {
                throw Failure(
                    .usage, code: "settings", "\(path):1: '\(runbook.name)' is the name of \(other) already; a name is used once")
            }
            places[runbook.name] = path
            if let index = runbooks.firstIndex(where: { $0.name == runbook.name }) {
                runbooks[index] = runbook
            } else {
                runbooks.append(runbook)
            }
        }
        return runbooks
    }

    private static func parse(_ bytes: [UInt8], path: String, commands: [String]?) throws(Failure) -> Runbook {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.usage, code: "settings", "\(path):1: not UTF-8 text; save the file as UTF-8")
        }
        do throws(SettingsRejected) { return try RunbookFile.parse(text, path: path, commands: commands) } catch {
            throw error.failure
        }
    }

    /// Sorted; none when there is no directory.
    private static func files(_ directory: String?) throws(Failure) -> [String] {
        guard let directory, PrivateFiles.status(directory) != nil else { return [] }
        try PrivateFiles.checkSettings(directory)
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw Failure(.usage, code: "settings", "\(directory): cannot be read; check its permissions")
        }
        return names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted().map { "\(directory)/\($0)" }
    }
}
