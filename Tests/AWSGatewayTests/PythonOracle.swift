import Foundation

/// The Python of the repository's `.venv` and the scripts of Tests/Differential. A missing `.venv` is an error (`make test` makes
/// it).
struct PythonOracle {
    struct Broken: Error, CustomStringConvertible { var description: String }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func process(_ script: String, _ arguments: [String] = []) throws -> Process {
        let python = root.appending(path: ".venv/bin/python").path
        guard FileManager.default.isExecutableFile(atPath: python) else {
            throw Broken(description: "\(python) is missing: run 'make test' once, it makes the .venv")
        }
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [root.appending(path: "Tests/Differential/\(script)").path] + arguments
        return process
    }

    /// Waiting for another process is done off the threads that run tests.
    static func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
        }
    }

    /// Runs a script to its end with a text as its input.
    static func run(_ script: String, _ arguments: [String] = [], input: String = "") async throws -> Data {
        try await blocking { try wait(script, arguments, input: input) }
    }

    private static func wait(_ script: String, _ arguments: [String], input: String) throws -> Data {
        let process = try process(script, arguments)
        let (stdin, stdout) = (Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        try process.run()
        stdin.fileHandleForWriting.write(Data(input.utf8))
        try stdin.fileHandleForWriting.close()
        let output = stdout.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Broken(description: "\(script) ended with \(process.terminationStatus)")
        }
        return output
    }
}
