/// Reads a whole file as bytes; nil when there is none. Throws when it is there and cannot be read.
package typealias FileReading = @Sendable (_ path: String) throws -> [UInt8]?

/// Where the AWS files are (AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE, else `~/.aws/…`), and what they say.
struct AWSFiles {
    static func read(environment: [String: String], using read: FileReading) throws(SettingsError) -> Profiles {
        let config = path(environment["AWS_CONFIG_FILE"], fallback: "~/.aws/config", environment)
        let credentials = path(environment["AWS_SHARED_CREDENTIALS_FILE"], fallback: "~/.aws/credentials", environment)
        return Profiles(config: try parse(config, read), credentials: try parse(credentials, read))
    }

    private static func parse(_ path: String, _ read: FileReading) throws(SettingsError) -> IniFile {
        let bytes: [UInt8]?
        do { bytes = try read(path) } catch {
            throw SettingsError(file: path, "cannot be read: \(printable("\(error)"))")
        }
        guard let bytes else { return IniFile(path: path) }
        guard bytes.count <= 4 << 20 else { throw SettingsError(file: path, "is larger than 4 MiB; that is no AWS file") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let line = 1 + bytes.prefix(firstInvalid(bytes)).filter { $0 == 10 }.count
            throw SettingsError(file: path, line: line, "is not UTF-8; save it as UTF-8")
        }
        return try IniFile(path: path, text: text)
    }

    private static func path(_ given: String?, fallback: String, _ environment: [String: String]) -> String {
        let path = given.flatMap { $0.isEmpty ? nil : $0 } ?? fallback
        guard path == "~" || path.hasPrefix("~/"), let home = environment["HOME"], !home.isEmpty else { return path }
        return home + path.dropFirst()
    }

    /// Index of the first byte that is not part of valid UTF-8.
    private static func firstInvalid(_ bytes: [UInt8]) -> Int {
        var low = 0
        var high = bytes.count
        // The longest prefix that decodes, give or take the three bytes of an unfinished character.
        while low < high {
            let middle = (low + high + 1) / 2
            let valid = (0...3).contains { cut in
                middle >= cut && String(validating: bytes.prefix(middle - cut), as: UTF8.self) != nil
            }
            if valid { low = middle } else { high = middle - 1 }
        }
        return low
    }
}
