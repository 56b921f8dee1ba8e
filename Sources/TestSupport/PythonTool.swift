package import Foundation

/// Runs the Python scripts of `Tests/Differential` with the interpreter of the repository's `.venv`.
package enum PythonTool {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The repository's root folder.
    package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Runs a script to its end and returns its standard output.
    package static func output(_ script: String, _ arguments: [String] = []) throws -> Data {
        let process = try make(script, arguments)
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(script) ended with status \(process.terminationStatus)")
        }
        return data
    }

    /// A process that is ready to run, or the reason why it cannot.
    package static func make(_ script: String, _ arguments: [String]) throws -> Process {
        let python = root.appending(path: ".venv/bin/python3")
        guard FileManager.default.isExecutableFile(atPath: python.path) else {
            throw Failure(
                description: "\(python.path) is missing: run `make test`, which makes it with the packages the tests need")
        }
        let process = Process()
        process.executableURL = python
        process.arguments = [root.appending(path: "Tests/Differential/\(script)").path] + arguments
        process.currentDirectoryURL = root
        return process
    }
}
