import Foundation

/// A server script of `Tests/Differential`: it prints one line of JSON when it is ready and ends with its standard input, so that it
/// never outlives the tests.
package final class PythonServer: Sendable {
    /// The numbers in the line it printed, such as its ports.
    package let announcement: [String: Int]
    private let process: Process
    private let input = Pipe()
    private let output = Pipe()

    package init(_ script: String, _ arguments: [String] = []) throws {
        process = try PythonTool.make(script, arguments)
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = Data()
        while !line.contains(UInt8(ascii: "\n")) {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw PythonTool.Failure(description: "\(script) ended before it was ready") }
            line += more
        }
        guard let announced = try JSONSerialization.jsonObject(with: line) as? [String: Any] else {
            throw PythonTool.Failure(description: "\(script) did not print a JSON object")
        }
        announcement = announced.compactMapValues { $0 as? Int }
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
