/// A scenario that can't be used; the description names file, line and the next thing to do.
package struct ScenarioError: Error, Sendable, CustomStringConvertible {
    package var file: String
    /// 1-based; nil when the whole file is meant.
    package var line: Int?
    package var message: String

    package var description: String { line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)" }
}
